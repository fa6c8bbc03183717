package dev.duplex.conformance.fuzz.stream;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

import dev.duplex.engine.transport.SerialContext;
import dev.duplex.engine.transport.Transport;
import dev.duplex.engine.transport.TransportSink;

/**
 * A transport that is nothing but memory: takes every byte at once and never closes by
 * itself.
 */
final class MemoryTransport implements Transport {

	static final InetSocketAddress NOBODY = new InetSocketAddress(0);

	private final SerialContext context;

	private final ByteArrayOutputStream written = new ByteArrayOutputStream();

	private boolean closed;

	MemoryTransport(SerialContext context) {
		this.context = context;
	}

	byte[] written() {
		return this.written.toByteArray();
	}

	boolean isClosed() {
		return this.closed;
	}

	@Override
	public void sink(TransportSink sink) {
		throw new IllegalStateException("the connection hands over to nobody");
	}

	@Override
	public boolean write(ByteBuffer source) {
		byte[] bytes = new byte[source.remaining()];
		source.get(bytes);
		this.written.writeBytes(bytes);
		return true;
	}

	@Override
	public void pauseReading() {
	}

	@Override
	public void resumeReading() {
	}

	@Override
	public void shutdownOutput() {
	}

	@Override
	public void close() {
		this.closed = true;
	}

	@Override
	public void abort() {
		this.closed = true;
	}

	@Override
	public void deadline(long nanoTime) {
	}

	@Override
	public SerialContext context() {
		return this.context;
	}

	@Override
	public InetSocketAddress remoteAddress() {
		return NOBODY;
	}

	@Override
	public boolean isSecure() {
		return false;
	}

}
