package dev.duplex.conformance.interop;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Extension;
import org.apache.tomcat.websocket.WsWebSocketContainer;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat's client.
 */
final class TomcatClient implements PeerClient {

	/** Its API tells the status in a sentence only. */
	private static final Pattern STATUS = Pattern.compile("HTTP response from the server \\[(\\d{3})]");

	private final WsWebSocketContainer container = new WsWebSocketContainer();

	@Override
	public Set<Ability> abilities() {
		return Set.of(Ability.FRAGMENTS, Ability.PINGS, Ability.CHOOSES_OFFER);
	}

	@Override
	public List<String> offers(Compression compression) {
		return List.of("", "server_no_context_takeover", "client_no_context_takeover",
				"server_no_context_takeover; client_no_context_takeover", "client_max_window_bits",
				"client_max_window_bits=15", "server_max_window_bits=15", "server_max_window_bits=9",
				"server_no_context_takeover; server_max_window_bits=8");
	}

	@Override
	public PeerConnection connect(URI uri, Opening opening) throws Exception {
		ClientEndpointConfig config = ClientEndpointConfig.Builder.create()
			.preferredSubprotocols(opening.subprotocols())
			.extensions((opening.offer() != null) ? List.of(new Offer(opening.offer())) : List.of())
			.sslContext(Tls.context())
			.configurator(new OriginHeader(opening.origin()))
			.build();
		TomcatConnection.Recorder recorder = new TomcatConnection.Recorder();
		try {
			return new TomcatConnection(this.container.connectToServer(recorder, config, uri), recorder.received());
		}
		catch (DeploymentException ex) {
			Matcher status = STATUS.matcher(ex.getMessage());
			if (status.find()) {
				throw new RefusedException(Integer.parseInt(status.group(1)));
			}
			throw ex;
		}
	}

	@Override
	public void close() {
		this.container.destroy();
	}

	/**
	 * Adds an {@code Origin} header.
	 */
	private static final class OriginHeader extends ClientEndpointConfig.Configurator {

		private final @Nullable String origin;

		private OriginHeader(@Nullable String origin) {
			this.origin = origin;
		}

		@Override
		public void beforeRequest(Map<String, List<String>> headers) {
			if (this.origin != null) {
				headers.put("Origin", List.of(this.origin));
			}
		}

	}

	/**
	 * An offer of permessage-deflate.
	 */
	private record Offer(String parameters) implements Extension {

		@Override
		public String getName() {
			return "permessage-deflate";
		}

		@Override
		public List<Parameter> getParameters() {
			List<Parameter> all = new ArrayList<>();
			for (String parameter : this.parameters.isEmpty() ? new String[0] : this.parameters.split("; ")) {
				String[] nameAndValue = parameter.split("=");
				all.add(new OfferParameter(nameAndValue[0], (nameAndValue.length > 1) ? nameAndValue[1] : null));
			}
			return all;
		}

	}

	private record OfferParameter(String name, @Nullable String value) implements Extension.Parameter {

		@Override
		public String getName() {
			return this.name;
		}

		@Override
		public @Nullable String getValue() {
			return this.value;
		}

	}

}
