package dev.duplex.engine.runtime;

import java.nio.ByteBuffer;

import dev.duplex.engine.HandshakeDecision;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.transport.Transport;
import dev.duplex.engine.transport.TransportSink;
import org.jspecify.annotations.Nullable;

/**
 * Begins a session as soon as a container's transport is open, and steps aside.
 */
final class SessionStarter implements TransportSink {

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
	public void onBytes(ByteBuffer bytes) {
		throw new IllegalStateException("bytes before the transport was open");
	}

	@Override
	public void onReadBatchEnd() {
	}

	@Override
	public void onWritable() {
	}

	@Override
	public void onEndOfStream() {
	}

	@Override
	public void onDeadline(long nanoTime) {
	}

	@Override
	public void onClosed(@Nullable Throwable cause) {
		this.engine.handshakeAborted("disconnected");
	}

}
