package dev.duplex.conformance.interop;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;

import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Protocol;
import okhttp3.Response;
import okhttp3.WebSocket;
import org.jspecify.annotations.Nullable;

/**
 * OkHttp's MockWebServer. Its WebSocket is OkHttp's own; what is agreed on is up to
 * whoever uses it.
 */
final class OkHttpMockServer implements PeerServer {

	@Override
	public Set<Ability> abilities() {
		return Set.of();
	}

	@Override
	public List<String> deflates() {
		return List.of("permessage-deflate", "permessage-deflate; client_no_context_takeover");
	}

	@Override
	public int unknownPathStatus() {
		return 404;
	}

	@Override
	public int foreignOriginStatus() {
		return 403;
	}

	@Override
	public Running start(boolean tls, @Nullable String deflate) throws Exception {
		MockWebServer server = new MockWebServer();
		server.setProtocols(List.of(Protocol.HTTP_1_1));
		if (tls) {
			server.useHttps(Tls.context().getSocketFactory());
		}
		PeerEnds ends = new PeerEnds();
		server.setDispatcher(new Answers(ends, deflate));
		server.start(InetAddress.getLoopbackAddress(), 0);
		return new RunningServer(server, ends);
	}

	private record RunningServer(MockWebServer server, PeerEnds ends) implements Running {

		@Override
		public int port() {
			return this.server.getPort();
		}

		@Override
		public PeerConnection await(String path) throws Exception {
			return this.ends.await(path);
		}

		@Override
		public void close() {
			this.server.close();
		}

	}

	private static final class Answers extends Dispatcher {

		private static final String NO_TAKEOVER = "; server_no_context_takeover";

		private final PeerEnds ends;

		private final @Nullable String deflate;

		private Answers(PeerEnds ends, @Nullable String deflate) {
			this.ends = ends;
			this.deflate = deflate;
		}

		@Override
		public MockResponse dispatch(RecordedRequest request) {
			if (!request.getTarget().startsWith(PeerEnds.ROOT)) {
				return new MockResponse.Builder().code(404).build();
			}
			if (request.getHeaders().get("Origin") != null) {
				return new MockResponse.Builder().code(403).build();
			}
			MockResponse.Builder response = new MockResponse.Builder()
				.webSocketUpgrade(new ServerRecorder(this.ends, request.getTarget()));
			String offer = request.getHeaders().get("Sec-WebSocket-Extensions");
			if (this.deflate != null && offer != null) {
				response.setHeader("Sec-WebSocket-Extensions",
						this.deflate + (offer.contains(NO_TAKEOVER) ? NO_TAKEOVER : ""));
			}
			String subprotocols = request.getHeaders().get("Sec-WebSocket-Protocol");
			if (subprotocols != null) {
				List.of(subprotocols.split(", "))
					.stream()
					.filter(SUBPROTOCOLS::contains)
					.findFirst()
					.ifPresent((name) -> response.setHeader("Sec-WebSocket-Protocol", name));
			}
			return response.build();
		}

	}

	private static final class ServerRecorder extends OkHttpConnection.Recorder {

		private final PeerEnds ends;

		private final String path;

		private ServerRecorder(PeerEnds ends, String path) {
			this.ends = ends;
			this.path = path;
		}

		@Override
		public void onOpen(WebSocket webSocket, Response response) {
			super.onOpen(webSocket, response);
			this.ends.opened(this.path, new OkHttpConnection(webSocket, response, received()));
		}

	}

}
