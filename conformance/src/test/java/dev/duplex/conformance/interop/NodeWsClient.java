package dev.duplex.conformance.interop;

import java.io.IOException;
import java.net.URI;
import java.security.cert.CertificateEncodingException;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The client of Node's {@code ws}.
 */
final class NodeWsClient implements PeerClient {

	/** What it is told for each offer. */
	private static final Map<String, Map<String, Object>> OPTIONS = Map.of("client_max_window_bits", Map.of(), "",
			Map.of("clientMaxWindowBits", false), "server_no_context_takeover; client_max_window_bits",
			Map.of("serverNoContextTakeover", true), "client_no_context_takeover; client_max_window_bits",
			Map.of("clientNoContextTakeover", true), "server_no_context_takeover; client_no_context_takeover",
			Map.of("serverNoContextTakeover", true, "clientNoContextTakeover", true, "clientMaxWindowBits", false),
			"client_max_window_bits=10", Map.of("clientMaxWindowBits", 10),
			"server_max_window_bits=9; client_max_window_bits", Map.of("serverMaxWindowBits", 9),
			"server_no_context_takeover; server_max_window_bits=8; client_max_window_bits=8",
			Map.of("serverNoContextTakeover", true, "serverMaxWindowBits", 8, "clientMaxWindowBits", 8));

	private final AtomicInteger connections = new AtomicInteger();

	private final NodePeer node = NodePeer.start();

	@Override
	public Set<Ability> abilities() {
		return Set.of(Ability.values());
	}

	@Override
	public List<String> offers(Compression compression) {
		return OPTIONS.keySet().stream().sorted().toList();
	}

	@Override
	public PeerConnection connect(URI uri, Opening opening) throws Exception {
		String name = "client " + this.connections.incrementAndGet();
		Map<String, Object> command = new HashMap<>(Map.of("action", "connect", "connection", name, "url",
				uri.toString(), "subprotocols", opening.subprotocols(), "ca", certificate()));
		if (opening.offer() != null) {
			command.put("deflate", OPTIONS.get(opening.offer()));
		}
		if (opening.origin() != null) {
			command.put("origin", opening.origin());
		}
		this.node.tell(command);
		try {
			return this.node.end(name).opened().get(Received.TIMEOUT_SECONDS, TimeUnit.SECONDS);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof RefusedException refused) ? refused : ex;
		}
	}

	private static String certificate() throws CertificateEncodingException {
		return "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(Tls.certificate().getEncoded())
				+ "\n-----END CERTIFICATE-----\n";
	}

	@Override
	public void close() throws IOException {
		this.node.close();
	}

}
