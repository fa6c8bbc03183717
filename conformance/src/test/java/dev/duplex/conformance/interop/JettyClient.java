package dev.duplex.conformance.interop;

import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.websocket.api.exceptions.UpgradeException;
import org.eclipse.jetty.websocket.client.ClientUpgradeRequest;
import org.eclipse.jetty.websocket.client.WebSocketClient;

/**
 * Jetty's client.
 */
final class JettyClient implements PeerClient {

	private final WebSocketClient client;

	JettyClient() {
		SslContextFactory.Client tls = new SslContextFactory.Client();
		tls.setSslContext(Tls.context());
		HttpClient http = new HttpClient();
		http.setSslContextFactory(tls);
		this.client = new WebSocketClient(http);
		this.client.setMaxTextMessageSize(JettyConnection.MAX_MESSAGE_SIZE);
		this.client.setMaxBinaryMessageSize(JettyConnection.MAX_MESSAGE_SIZE);
		try {
			this.client.start();
		}
		catch (Exception ex) {
			throw new IllegalStateException("Jetty's client does not start", ex);
		}
	}

	@Override
	public Set<Ability> abilities() {
		return Set.of(Ability.values());
	}

	/**
	 * It goes by what it offered and not by what was agreed on, and takes the server's
	 * parameter for its own: it keeps its context unless it offered
	 * {@code server_no_context_takeover}, and expects the server to forget its own if it
	 * offered {@code client_no_context_takeover}.
	 */
	@Override
	public List<String> offers(Compression compression) {
		return switch (compression) {
			case OFF -> List.of("");
			case STANDALONE ->
				List.of("server_no_context_takeover", "server_no_context_takeover; client_no_context_takeover",
						"server_no_context_takeover; client_max_window_bits",
						"server_no_context_takeover; server_max_window_bits=8");
			case CONTEXT_TAKEOVER ->
				List.of("", "server_no_context_takeover", "server_no_context_takeover; client_no_context_takeover",
						"client_max_window_bits", "client_max_window_bits=15", "server_max_window_bits=15",
						"server_max_window_bits=9", "server_no_context_takeover; server_max_window_bits=8");
		};
	}

	@Override
	public PeerConnection connect(URI uri, Opening opening) throws Exception {
		ClientUpgradeRequest request = new ClientUpgradeRequest(uri);
		request.setSubProtocols(opening.subprotocols());
		if (opening.offer() != null) {
			request.addExtensions("permessage-deflate" + (opening.offer().isEmpty() ? "" : "; " + opening.offer()));
		}
		if (opening.origin() != null) {
			request.setHeader("Origin", opening.origin());
		}
		JettyConnection.Recorder recorder = new JettyConnection.Recorder();
		try {
			return new JettyConnection(
					this.client.connect(recorder, request).get(Received.TIMEOUT_SECONDS, TimeUnit.SECONDS),
					recorder.received());
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof UpgradeException refused) {
				throw new RefusedException(refused.getResponseStatusCode());
			}
			throw ex;
		}
	}

	@Override
	public void close() throws Exception {
		this.client.stop();
	}

}
