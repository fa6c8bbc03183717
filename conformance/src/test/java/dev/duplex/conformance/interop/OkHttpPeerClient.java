package dev.duplex.conformance.interop;

import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.WebSocket;

/**
 * OkHttp's client. It always offers to compress.
 */
final class OkHttpPeerClient implements PeerClient {

	private final OkHttpClient client = new OkHttpClient.Builder()
		.sslSocketFactory(Tls.context().getSocketFactory(), Tls.trustManager())
		.minWebSocketMessageToCompress(0)
		.build();

	@Override
	public Set<Ability> abilities() {
		return Set.of(Ability.ABORT);
	}

	@Override
	public List<String> offers(Compression compression) {
		return List.of("");
	}

	@Override
	public PeerConnection connect(URI uri, Opening opening) throws Exception {
		Request.Builder request = new Request.Builder().url(uri.toString());
		if (!opening.subprotocols().isEmpty()) {
			request.header("Sec-WebSocket-Protocol", String.join(", ", opening.subprotocols()));
		}
		if (opening.origin() != null) {
			request.header("Origin", opening.origin());
		}
		OkHttpConnection.Recorder recorder = new OkHttpConnection.Recorder();
		WebSocket webSocket = this.client.newWebSocket(request.build(), recorder);
		try {
			return new OkHttpConnection(webSocket, recorder.opened().get(Received.TIMEOUT_SECONDS, TimeUnit.SECONDS),
					recorder.received());
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof RefusedException refused) ? refused : ex;
		}
	}

	@Override
	public void close() {
		this.client.dispatcher().executorService().shutdown();
		this.client.connectionPool().evictAll();
	}

}
