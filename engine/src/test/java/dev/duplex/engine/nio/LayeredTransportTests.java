package dev.duplex.engine.nio;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

import dev.duplex.engine.transport.Transport;
import dev.duplex.engine.transport.TransportSink;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link LayeredTransport} over a layer that has something of its own to send.
 */
class LayeredTransportTests {

	private final EventLoopGroup loops = new EventLoopGroup(1);

	@AfterEach
	void stop() {
		this.loops.close();
	}

	/** What had to be sent first leaves with something else than the wait for it. */
	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void readsOnOnceTheLayersAnswerHasLeftWithWhatTheSinkSends(boolean shutdown) throws IOException {
		try (ServerSocketChannel server = ServerSocketChannel.open()
			.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
				Socket peer = new Socket(InetAddress.getLoopbackAddress(), server.socket().getLocalPort())) {
			SocketChannel channel = server.accept();
			channel.configureBlocking(false);
			AnsweringSink sink = new AnsweringSink(shutdown);
			this.loops.adopt(channel, new AnsweringLayer(channel), (InetSocketAddress) peer.getLocalSocketAddress(),
					true, ByteBuffer.allocate(0), sink, () -> {
					});
			peer.getOutputStream().write('?');
			assertThat(peer.getInputStream().read()).isEqualTo(shutdown ? -1 : '!');
			peer.getOutputStream().write("after".getBytes(StandardCharsets.US_ASCII));
			Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> sink.read.endsWith("after"));
		}
	}

	/** Must answer a question before it reads on. */
	private static final class AnsweringLayer implements ChannelLayer {

		private final SocketChannel channel;

		private boolean answering;

		AnsweringLayer(SocketChannel channel) {
			this.channel = channel;
		}

		@Override
		public int read(ByteBuffer target) throws IOException {
			int count = this.channel.read(target);
			if (count > 0 && target.get(0) == '?') {
				this.answering = true;
			}
			return count;
		}

		@Override
		public boolean mustFlush() {
			return this.answering;
		}

		@Override
		public boolean write(ByteBuffer source) throws IOException {
			this.channel.write(source);
			return flush();
		}

		@Override
		public boolean flush() {
			this.answering = false;
			return true;
		}

		@Override
		public boolean endOutput() {
			return flush();
		}

	}

	/** Sends something for each batch that begins with a question. */
	private static final class AnsweringSink implements TransportSink {

		private final boolean shutdown;

		private volatile String read = "";

		private @Nullable Transport transport;

		AnsweringSink(boolean shutdown) {
			this.shutdown = shutdown;
		}

		@Override
		public void onOpen(Transport opened) {
			this.transport = opened;
		}

		@Override
		public void onBytes(ByteBuffer bytes) {
			this.read += StandardCharsets.US_ASCII.decode(bytes);
		}

		@Override
		public void onReadBatchEnd() {
			Transport open = this.transport;
			if (open != null && this.read.equals("?")) {
				if (this.shutdown) {
					open.shutdownOutput();
				}
				else {
					open.write(ByteBuffer.wrap(new byte[] { '!' }));
				}
			}
		}

		@Override
		public void onWritable() {
		}

		@Override
		public void onEndOfStream() {
		}

		@Override
		public void onDeadline(long nanoTime) {
		}

		@Override
		public void onClosed(@Nullable Throwable cause) {
		}

	}

}
