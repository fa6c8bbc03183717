package dev.duplex.conformance.fuzz.stream;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

import dev.duplex.engine.EngineListener;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.session.CompressorPool;
import dev.duplex.engine.session.MaskingKeys;
import dev.duplex.engine.session.Session;
import dev.duplex.engine.session.SessionHost;
import dev.duplex.engine.session.TopicDirectory;
import dev.duplex.engine.transport.SerialContext;

/**
 * What an event loop is to its connections, without time: tasks wait until they are asked
 * for. Its compressors go from one connection to the next, as they do there.
 */
final class MemoryContext implements SerialContext, SessionHost, EngineListener {

	private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

	private final ByteBuffer writeBuffer = ByteBuffer.allocateDirect(64 * 1024);

	private final CompressorPool compressors = new CompressorPool(new AtomicLong());

	private final MaskingKeys maskingKeys = new MaskingKeys();

	private int ended;

	void runTasks() {
		Runnable task;
		while ((task = this.tasks.poll()) != null) {
			task.run();
		}
	}

	/**
	 * How many connections have ended.
	 */
	int ended() {
		return this.ended;
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
		return 0;
	}

	@Override
	public ByteBuffer writeBuffer() {
		return this.writeBuffer;
	}

	@Override
	public EngineListener listener() {
		return this;
	}

	@Override
	public TopicDirectory topics() {
		throw new IllegalStateException("nobody subscribes");
	}

	@Override
	public CompressorPool compressors(SerialContext context) {
		return this.compressors;
	}

	@Override
	public MaskingKeys maskingKeys(SerialContext context) {
		return this.maskingKeys;
	}

	@Override
	public int maxSubscriptions() {
		return 0;
	}

	@Override
	public Executor lastResort() {
		return this;
	}

	@Override
	public void ended(Session session) {
		this.ended++;
	}

	@Override
	public void onHandlerFailure(WebSocketConnection connection, Throwable failure) {
		throw new AssertionError(failure);
	}

}
