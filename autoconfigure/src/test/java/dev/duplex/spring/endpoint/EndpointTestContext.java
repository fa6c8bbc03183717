package dev.duplex.spring.endpoint;

import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.protocol.Header;
import dev.duplex.engine.protocol.OriginPolicy;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * An application of a few beans and a registry, and connections to its endpoints.
 */
final class EndpointTestContext implements AutoCloseable {

	static final Executor HANDLER_EXECUTOR = Runnable::run;

	static final EndpointDefaults DEFAULTS = new EndpointDefaults(ConnectionOptions.defaults(), HANDLER_EXECUTOR,
			OriginPolicy.sameOrigin(), Map.of());

	final AnnotationConfigApplicationContext application = new AnnotationConfigApplicationContext();

	final FakeTopics topics = new FakeTopics();

	/** What the observer heard, as {@code endpoint type failure}. */
	final List<String> observed = new ArrayList<>();

	final EndpointRegistry registry;

	private EndpointTestContext(EndpointDefaults defaults, @Nullable PayloadCodec codec,
			Consumer<AnnotationConfigApplicationContext> beans) {
		beans.accept(this.application);
		this.registry = new EndpointRegistry(this.application, defaults, this.topics, codec,
				(endpoint, type, nanos, failure) -> this.observed
					.add(endpoint + " " + type + ((failure != null) ? " " + failure.getClass().getSimpleName() : "")),
				HandlerGuard.none());
		this.application.registerBean(EndpointRegistry.class, () -> this.registry);
		try {
			this.application.refresh();
		}
		catch (RuntimeException ex) {
			this.application.close();
			throw ex;
		}
	}

	static EndpointTestContext of(Class<?>... beans) {
		return of((application) -> application.register(beans));
	}

	static EndpointTestContext of(Consumer<AnnotationConfigApplicationContext> beans) {
		return new EndpointTestContext(DEFAULTS, new JsonPayloadCodec(JsonMapper.builder().build()), beans);
	}

	static EndpointTestContext configured(Map<String, EndpointSettings> settings, Class<?>... beans) {
		return new EndpointTestContext(
				new EndpointDefaults(DEFAULTS.options(), HANDLER_EXECUTOR, DEFAULTS.originPolicy(), settings), null,
				(application) -> List.of(beans).forEach(application::register));
	}

	static EndpointTestContext withoutJson(Class<?>... beans) {
		return new EndpointTestContext(DEFAULTS, null, (application) -> application.register(beans));
	}

	FakeConnection connect(String target) {
		return connect(target, null);
	}

	FakeConnection connect(String target, @Nullable Principal principal, Header... headers) {
		return connection(target, principal, headers).open();
	}

	FakeConnection connection(String target, @Nullable Principal principal, Header... headers) {
		int mark = target.indexOf('?');
		String path = (mark < 0) ? target : target.substring(0, mark);
		EndpointMatch match = this.registry.match(path);
		if (match == null) {
			throw new IllegalArgumentException("no endpoint at " + path);
		}
		InetSocketAddress peer = InetSocketAddress.createUnresolved("192.0.2.1", 50000);
		HandshakeRequest request = new HandshakeRequest("GET", path, (mark < 0) ? null : target.substring(mark + 1),
				List.of(headers), false, "localhost", 8080, peer);
		return new FakeConnection(match.endpoint(), match.pathVariables(), request, principal);
	}

	@Override
	public void close() {
		this.application.close();
	}

}
