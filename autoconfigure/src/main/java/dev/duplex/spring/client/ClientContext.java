package dev.duplex.spring.client;

import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

import dev.duplex.engine.runtime.WebSocketClient;
import dev.duplex.spring.ClientRequestCustomizer;
import dev.duplex.spring.endpoint.HandlerObserver;

import org.springframework.core.env.Environment;

/**
 * What all clients of an application share.
 *
 * @param client connects
 * @param environment resolves placeholders that could not be resolved earlier
 * @param customizers change each request, in order; asked for each request, as such a
 * bean may itself need clients
 * @param handlerExecutor where handlers run that may block
 * @param handlerObserver hears of every handler call
 * @param observers hear how connections fare
 */
public record ClientContext(WebSocketClient client, Environment environment,
		Supplier<List<ClientRequestCustomizer>> customizers, Executor handlerExecutor, HandlerObserver handlerObserver,
		List<ClientObserver> observers) {

	/**
	 * Copies the list.
	 */
	public ClientContext {
		observers = List.copyOf(observers);
	}

}
