package dev.duplex.engine.runtime;

import java.nio.ByteBuffer;

import dev.duplex.engine.transport.TransportSink;

/**
 * A sink that hands over to another as soon as its transport is open.
 */
abstract class TransportSinkAdapter implements TransportSink {

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

}
