package dev.duplex.engine.session;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import dev.duplex.engine.protocol.MessageDeflater;
import dev.duplex.engine.protocol.MessageInflater;

/**
 * The compressors that the sessions of one context share, as long as each message stands for
 * itself. The context only, until it has ended.
 */
public final class CompressorPool {

	/** What zlib allocates for a deflater of the JDK: 256 KiB, and its state. */
	static final long DEFLATER_BYTES = 268_000;

	/** What zlib allocates for an inflater: a window of 32 KiB, and its state. */
	static final long INFLATER_BYTES = 40_000;

	private static final int MAX_IDLE_INFLATERS = 8;

	private final AtomicLong nativeBytes;

	private final byte[] scratch = new byte[MessageInflater.STEP];

	private final ArrayDeque<MessageInflater> inflaters = new ArrayDeque<>();

	private final Map<Integer, MessageDeflater> deflaters = new HashMap<>();

	/**
	 * Creates a pool.
	 * @param nativeBytes counts the native memory of all pools
	 */
	public CompressorPool(AtomicLong nativeBytes) {
		this.nativeBytes = nativeBytes;
	}

	byte[] scratch() {
		return this.scratch;
	}

	MessageInflater inflater() {
		MessageInflater idle = this.inflaters.poll();
		if (idle == null) {
			idle = new MessageInflater();
			this.nativeBytes.addAndGet(INFLATER_BYTES);
		}
		return idle;
	}

	void release(MessageInflater inflater) {
		if (this.inflaters.size() < MAX_IDLE_INFLATERS) {
			this.inflaters.add(inflater);
		}
		else {
			end(inflater);
		}
	}

	private void end(MessageInflater inflater) {
		inflater.end();
		this.nativeBytes.addAndGet(-INFLATER_BYTES);
	}

	/**
	 * The shared compressor for messages that stand for themselves.
	 */
	MessageDeflater sharedDeflater(int level, int windowBits) {
		return this.deflaters.computeIfAbsent(windowBits << 8 | level + 1, (key) -> {
			this.nativeBytes.addAndGet(DEFLATER_BYTES);
			return new MessageDeflater(level, windowBits, false);
		});
	}

	/**
	 * A compressor for one session, to be ended by it.
	 */
	MessageDeflater ownDeflater(int level, int windowBits) {
		this.nativeBytes.addAndGet(DEFLATER_BYTES);
		return new MessageDeflater(level, windowBits, true);
	}

	void end(MessageDeflater own) {
		own.end();
		this.nativeBytes.addAndGet(-DEFLATER_BYTES);
	}

	/**
	 * Releases all native memory, when the context has ended.
	 */
	public void end() {
		this.inflaters.forEach(this::end);
		this.inflaters.clear();
		this.deflaters.values().forEach(this::end);
		this.deflaters.clear();
	}

}
