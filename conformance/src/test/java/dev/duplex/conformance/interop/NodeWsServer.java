package dev.duplex.conformance.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import dev.duplex.engine.tck.TestCertificate;
import org.jspecify.annotations.Nullable;

/**
 * The server of Node's {@code ws}.
 */
final class NodeWsServer implements PeerServer {

	/** What it is told for each way to compress. */
	private static final Map<String, Map<String, Object>> OPTIONS = Map.of("as offered", Map.of(),
			"no context takeover of the server", Map.of("serverNoContextTakeover", true),
			"no context takeover of the client", Map.of("clientNoContextTakeover", true), "small window of the server",
			Map.of("serverMaxWindowBits", 9), "small window of the client", Map.of("clientMaxWindowBits", 10),
			"small windows, no context takeover", Map.of("serverNoContextTakeover", true, "clientNoContextTakeover",
					true, "serverMaxWindowBits", 10, "clientMaxWindowBits", 9));

	@Override
	public Set<Ability> abilities() {
		return Set.of(Ability.FRAGMENTS, Ability.PINGS, Ability.CLOSE_WITHOUT_CODE, Ability.ABORT);
	}

	@Override
	public List<String> deflates() {
		return OPTIONS.keySet().stream().sorted().toList();
	}

	@Override
	public int unknownPathStatus() {
		return 400;
	}

	@Override
	public int foreignOriginStatus() {
		return 403;
	}

	@Override
	public Running start(boolean tls, @Nullable String deflate) throws Exception {
		NodePeer node = NodePeer.start();
		Map<String, Object> command = new HashMap<>(
				Map.of("action", "listen", "server", "server", "subprotocols", SUBPROTOCOLS));
		if (tls) {
			command.put("tls",
					Map.of("pfx", Base64.getEncoder().encodeToString(Files.readAllBytes(Tls.CERTIFICATE.file())),
							"passphrase", TestCertificate.PASSWORD));
		}
		if (deflate != null) {
			command.put("deflate", OPTIONS.get(deflate));
		}
		node.tell(command);
		return new RunningServer(node,
				node.end("server").opened().get(Received.TIMEOUT_SECONDS, TimeUnit.SECONDS).port());
	}

	private record RunningServer(NodePeer node, int port) implements Running {

		@Override
		public PeerConnection await(String path) throws Exception {
			return this.node.end("server" + path).opened().get(Received.TIMEOUT_SECONDS, TimeUnit.SECONDS);
		}

		@Override
		public void close() throws IOException {
			this.node.close();
		}

	}

}
