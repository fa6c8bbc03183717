package dev.duplex.spring.endpoint;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import dev.duplex.engine.ConnectionHandler;
import dev.duplex.engine.Endpoint;
import dev.duplex.spring.Execution;
import dev.duplex.spring.Inbound;
import dev.duplex.spring.WebSocketEndpoint;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Makes an engine's endpoint of a bean.
 */
final class EndpointFactory {

	/** RFC 9110 section 5.6.2. */
	private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

	private final ConfigurableListableBeanFactory beanFactory;

	private final EndpointDefaults defaults;

	private final BeanHandlerFactory handlers;

	EndpointFactory(ConfigurableListableBeanFactory beanFactory, EndpointDefaults defaults,
			BeanHandlerFactory handlers) {
		this.beanFactory = beanFactory;
		this.defaults = defaults;
		this.handlers = handlers;
	}

	/**
	 * An endpoint and where it comes from.
	 */
	record Created(EndpointSource source, String id, PathTemplate path, EndpointSettings settings, Endpoint endpoint) {
	}

	/**
	 * Makes an endpoint for each path of a bean.
	 */
	List<Created> create(EndpointSource source, WebSocketEndpoint annotation) {
		String[] written = (annotation.path().length == 0) ? new String[] { "" } : annotation.path();
		List<PathTemplate> paths = new ArrayList<>();
		for (String path : written) {
			String text = this.beanFactory.resolveEmbeddedValue(path);
			paths.add(PathTemplate.parse(source, (text != null) ? text : ""));
		}
		return paths.stream().map((path) -> create(source, annotation, path.among(paths))).toList();
	}

	private Created create(EndpointSource source, WebSocketEndpoint annotation, PathTemplate path) {
		String id = annotation.id().isEmpty() ? source.beanName() : annotation.id();
		EndpointSettings settings = this.defaults.of(id);
		Execution execution = (settings.execution() != null) ? settings.execution() : annotation.execution();
		boolean onEventLoop = execution == Execution.EVENT_LOOP;
		ConnectionHandler handler = inbound(source, annotation.inbound(), settings,
				this.handlers.create(source, path.text(), path, onEventLoop), onEventLoop);
		Endpoint endpoint = Endpoint.builder(path.text(), handler)
			.options(settings.options())
			.originPolicy(settings.originPolicy())
			.subprotocols(subprotocols(source, annotation))
			.executor(onEventLoop ? null : this.defaults.handlerExecutor())
			.build();
		return new Created(source, id, path, settings, endpoint);
	}

	private ConnectionHandler inbound(EndpointSource source, Inbound inbound, EndpointSettings settings,
			BeanConnectionHandler handler, boolean onEventLoop) {
		if (inbound == Inbound.SERIAL) {
			return handler;
		}
		if (onEventLoop) {
			throw source.invalid("Its messages would be handled at the same time (inbound), but on one event loop.",
					"Remove inbound = Inbound.CONCURRENT, or let its handlers run elsewhere (execution).");
		}
		return new ConcurrentConnectionHandler(handler, this.defaults.handlerExecutor(),
				settings.options().maxPendingMessages());
	}

	private static List<String> subprotocols(EndpointSource source, WebSocketEndpoint annotation) {
		List<String> subprotocols = List.of(annotation.subprotocols());
		Set<String> seen = new HashSet<>();
		for (String subprotocol : subprotocols) {
			if (!TOKEN.matcher(subprotocol).matches() || !seen.add(subprotocol)) {
				throw source.invalid("The subprotocol '" + subprotocol + "' is listed twice or is not a token.",
						"List each subprotocol once, of letters, digits and !#$%&'*+-.^_`|~.");
			}
		}
		return subprotocols;
	}

}
