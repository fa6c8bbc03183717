package dev.duplex.spring.client;

import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

import dev.duplex.engine.ConnectRequest;
import dev.duplex.engine.ConnectionHandler;
import dev.duplex.engine.ReconnectListener;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.CloseCode;
import dev.duplex.engine.runtime.ManagedConnection;
import dev.duplex.spring.WebSocketClientFactory;

/**
 * The factory of the clients that are configured.
 */
public final class ConfiguredClientFactory implements WebSocketClientFactory {

	private final ConfiguredClients clients;

	private final ClientEndpoints endpoints;

	/**
	 * Creates the factory.
	 * @param clients what is configured
	 * @param endpoints the endpoint beans' connections
	 */
	public ConfiguredClientFactory(ConfiguredClients clients, ClientEndpoints endpoints) {
		this.clients = clients;
		this.endpoints = endpoints;
	}

	@Override
	public CompletionStage<WebSocketConnection> connect(String id, ConnectionHandler handler,
			Consumer<ConnectRequest.Builder> customizer) {
		return this.clients.require(id).connect(handler, customizer);
	}

	@Override
	public ManagedConnection keepConnected(String id, ConnectionHandler handler,
			Consumer<ConnectRequest.Builder> customizer, ReconnectListener listener) {
		return this.clients.require(id).keepConnected(handler, customizer, listener);
	}

	@Override
	public Optional<WebSocketConnection> connection(String id) {
		return this.endpoints.require(id).connection();
	}

	@Override
	public void start(String id) {
		this.endpoints.require(id).start();
	}

	@Override
	public void stop(String id) {
		this.endpoints.require(id).stop(CloseCode.NORMAL, "");
	}

}
