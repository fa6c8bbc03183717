package dev.duplex.spring.client;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import dev.duplex.engine.ConnectRequest;
import dev.duplex.engine.ConnectionHandler;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.PartialMessageHandler;
import dev.duplex.engine.ReconnectListener;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.runtime.ManagedConnection;
import dev.duplex.spring.ClientRequestCustomizer;
import dev.duplex.spring.Execution;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * One client, which connects as it is configured.
 */
final class ConfiguredClient {

	private static final Consumer<ConnectRequest.Builder> AS_CONFIGURED = (request) -> {
	};

	private static final ReconnectListener NOBODY = new ReconnectListener() {
	};

	private final String id;

	private final String url;

	private final ClientSettings settings;

	private final ClientContext context;

	private final ClientTraffic traffic = new ClientTraffic();

	ConfiguredClient(String id, String url, ClientSettings settings, ClientContext context) {
		this.id = id;
		this.url = url;
		this.settings = settings;
		this.context = context;
	}

	String id() {
		return this.id;
	}

	ClientSettings settings() {
		return this.settings;
	}

	ClientTraffic traffic() {
		return this.traffic;
	}

	/**
	 * Refuses a handler that messages of any size would be gathered for.
	 * @param inParts whether it takes messages in parts
	 */
	void requireMessageLimit(boolean inParts) {
		if (!inParts && this.settings.connection().maxMessageSize() == -1) {
			throw new InvalidConfigurationPropertyValueException(this.settings.key() + ".limits.max-message-size", -1,
					"It must be a size where messages are not received in parts, by a PartialMessageHandler.");
		}
	}

	/**
	 * Refuses a URL whose placeholders have no value, or whose values make no URL.
	 */
	void requireUrl() {
		target();
	}

	private ConnectRequest.Builder target() {
		try {
			return ConnectRequest.to(this.context.environment().resolveRequiredPlaceholders(this.url));
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException(this.settings.key() + ".url",
					ClientSettings.withoutSecrets(this.url), ex.getMessage() + ".");
		}
	}

	private ConnectRequest request(Consumer<ConnectRequest.Builder> customizer) {
		ConnectRequest.Builder request = target().connectTimeout(this.settings.connectTimeout())
			.maxRedirects(this.settings.maxRedirects())
			.proxy(this.settings.proxy())
			.tls((this.settings.tls() != null) ? this.settings.tls().get() : null);
		this.settings.headers().forEach(request::header);
		for (ClientRequestCustomizer bean : this.context.customizers().get()) {
			bean.customize(this.id, request);
		}
		customizer.accept(request);
		return request.build();
	}

	/**
	 * Connects an endpoint bean once.
	 */
	CompletionStage<WebSocketConnection> connect(Endpoint endpoint) {
		this.traffic.add(endpoint.traffic());
		return this.context.client().connect(() -> request(AS_CONFIGURED), endpoint);
	}

	/**
	 * Keeps an endpoint bean connected.
	 */
	ManagedConnection keepConnected(Endpoint endpoint) {
		this.traffic.add(endpoint.traffic());
		return keepConnected(endpoint, AS_CONFIGURED, NOBODY, () -> {
		});
	}

	CompletionStage<WebSocketConnection> connect(ConnectionHandler handler,
			Consumer<ConnectRequest.Builder> customizer) {
		AtomicReference<Endpoint> created = new AtomicReference<>();
		Endpoint endpoint = endpoint(handler, () -> this.traffic.remove(created.get().traffic()));
		created.set(endpoint);
		CompletionStage<WebSocketConnection> connected = this.context.client()
			.connect(() -> request(customizer), endpoint);
		connected.whenComplete((connection, failure) -> {
			if (failure != null) {
				this.traffic.remove(endpoint.traffic());
			}
		});
		return connected;
	}

	ManagedConnection keepConnected(ConnectionHandler handler, Consumer<ConnectRequest.Builder> customizer,
			ReconnectListener listener) {
		Endpoint endpoint = endpoint(handler, () -> {
		});
		return keepConnected(endpoint, customizer, listener, () -> this.traffic.remove(endpoint.traffic()));
	}

	private ManagedConnection keepConnected(Endpoint endpoint, Consumer<ConnectRequest.Builder> customizer,
			ReconnectListener listener, Runnable onEnded) {
		return this.context.client()
			.keepConnected(() -> request(customizer), endpoint, this.settings.policy(),
					new ReconnectReport(this.id, this.context.observers(), listener, onEnded));
	}

	private Endpoint endpoint(ConnectionHandler handler, Runnable onClosed) {
		requireMessageLimit(handler instanceof PartialMessageHandler);
		requireUrl();
		boolean onEventLoop = this.settings.execution() == Execution.EVENT_LOOP;
		Endpoint endpoint = Endpoint
			.builder(this.id, GivenHandler.of(this.id, handler, this.context.handlerObserver(), onClosed))
			.options(this.settings.connection())
			.subprotocols(this.settings.subprotocols())
			.executor(onEventLoop ? null : this.context.handlerExecutor())
			.build();
		this.traffic.add(endpoint.traffic());
		return endpoint;
	}

}
