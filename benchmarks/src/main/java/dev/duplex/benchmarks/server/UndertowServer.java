package dev.duplex.benchmarks.server;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.BufferedBinaryMessage;
import io.undertow.websockets.core.BufferedTextMessage;
import io.undertow.websockets.core.WebSocketCallback;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import org.xnio.Options;
import org.xnio.Pooled;

/**
 * Undertow's own WebSocket support: listeners on its one I/O thread, asynchronous sends.
 * Its buffers come in a type that is deprecated, and there is no other.
 */
@SuppressWarnings("deprecation")
public final class UndertowServer {

	private UndertowServer() {
	}

	/**
	 * Starts the server.
	 * @param args none
	 * @throws Exception if it does not start
	 */
	public static void main(String[] args) throws Exception {
		Set<WebSocketChannel> everybody = ConcurrentHashMap.newKeySet();
		Undertow server = Undertow.builder()
			.addHttpListener(0, "127.0.0.1")
			.setIoThreads(1)
			.setSocketOption(Options.BACKLOG, 1024)
			.setHandler(Handlers.path().addExactPath("/echo", Handlers.websocket((exchange, channel) -> {
				channel.getReceiveSetter().set(new Echo());
				channel.resumeReceives();
			})).addExactPath("/topic", Handlers.websocket((exchange, channel) -> {
				everybody.add(channel);
				channel.addCloseTask(everybody::remove);
				channel.getReceiveSetter().set(new Publisher(everybody));
				channel.resumeReceives();
			})))
			.build();
		server.start();
		Console.serve(((InetSocketAddress) server.getListenerInfo().get(0).getAddress()).getPort());
	}

	private static final class Echo extends AbstractReceiveListener {

		@Override
		protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message) {
			WebSockets.sendText(message.getData(), channel, null);
		}

		@Override
		protected void onFullBinaryMessage(WebSocketChannel channel, BufferedBinaryMessage message) {
			Pooled<ByteBuffer[]> data = message.getData();
			WebSockets.sendBinary(data.getResource(), channel, new Release(data));
		}

	}

	/**
	 * Gives a message's buffers back once it has gone out.
	 *
	 * @param data the buffers
	 */
	private record Release(Pooled<ByteBuffer[]> data) implements WebSocketCallback<Void> {

		@Override
		public void complete(WebSocketChannel channel, Void context) {
			this.data.free();
		}

		@Override
		public void onError(WebSocketChannel channel, Void context, Throwable failure) {
			this.data.free();
		}

	}

	private static final class Publisher extends AbstractReceiveListener {

		private final Set<WebSocketChannel> everybody;

		Publisher(Set<WebSocketChannel> everybody) {
			this.everybody = everybody;
		}

		@Override
		protected void onFullTextMessage(WebSocketChannel channel, BufferedTextMessage message) {
			ByteBuffer text = ByteBuffer.wrap(message.getData().getBytes(StandardCharsets.UTF_8));
			for (WebSocketChannel each : this.everybody) {
				WebSockets.sendText(text.duplicate(), each, null);
			}
		}

	}

}
