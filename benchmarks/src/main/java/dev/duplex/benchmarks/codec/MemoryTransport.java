package dev.duplex.benchmarks.codec;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;

import dev.duplex.engine.transport.SerialContext;
import dev.duplex.engine.transport.Transport;
import dev.duplex.engine.transport.TransportSink;

/**
 * A connection without a socket, in a context of its own: what is written is counted and
 * forgotten. One thread only.
 */
final class MemoryTransport implements Transport, SerialContext {

	static final InetSocketAddress PEER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000);

	private final ByteBuffer output = ByteBuffer.allocateDirect(64 * 1024);

	private final Queue<Runnable> tasks = new ArrayDeque<>();

	private TransportSink sink;

	private long written;

	MemoryTransport(TransportSink sink) {
		this.sink = sink;
		sink.onOpen(this);
		endTurn();
	}

	/**
	 * One read of an event loop, and whatever that brings about.
	 * @param bytes what arrived, which is overwritten
	 */
	void receive(ByteBuffer bytes) {
		this.sink.onBytes(bytes);
		this.sink.onReadBatchEnd();
		endTurn();
	}

	private void endTurn() {
		Runnable task = this.tasks.poll();
		while (task != null) {
			task.run();
			task = this.tasks.poll();
		}
	}

	/**
	 * How many bytes were written so far.
	 */
	long written() {
		return this.written;
	}

	@Override
	public void sink(TransportSink next) {
		this.sink = next;
	}

	@Override
	public boolean write(ByteBuffer source) {
		this.written += source.remaining();
		source.position(source.limit());
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
	}

	@Override
	public void abort() {
	}

	@Override
	public void deadline(long nanoTime) {
	}

	@Override
	public SerialContext context() {
		return this;
	}

	@Override
	public InetSocketAddress remoteAddress() {
		return PEER;
	}

	@Override
	public boolean isSecure() {
		return false;
	}

	@Override
	public void execute(Runnable task) {
		this.tasks.add(task);
	}

	@Override
	public void executeLazily(Runnable task) {
		this.tasks.add(task);
	}

	@Override
	public void wakeUp() {
	}

	@Override
	public void atEndOfTurn(Runnable task) {
		this.tasks.add(task);
	}

	@Override
	public boolean isCurrent() {
		return true;
	}

	@Override
	public long nanoTime() {
		return System.nanoTime();
	}

	@Override
	public ByteBuffer writeBuffer() {
		return this.output;
	}

}
