package dev.duplex.engine.runtime;

import dev.duplex.engine.HandshakeDecision;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.transport.Transport;
import org.jspecify.annotations.Nullable;

/**
 * Begins a session as soon as a container's transport is open, and steps aside.
 */
final class SessionStarter extends TransportSinkAdapter {

	private final WebSocketEngine engine;

	private final HandshakeDecision.Accept accepted;

	private final HandshakeRequest request;

	SessionStarter(WebSocketEngine engine, HandshakeDecision.Accept accepted, HandshakeRequest request) {
		this.engine = engine;
		this.accepted = accepted;
		this.request = request;
	}

	@Override
	public void onOpen(Transport transport) {
		this.engine.begin(this.accepted, this.request, transport, null);
	}

	@Override
	public void onClosed(@Nullable Throwable cause) {
		this.engine.handshakeAborted("disconnected");
	}

}
