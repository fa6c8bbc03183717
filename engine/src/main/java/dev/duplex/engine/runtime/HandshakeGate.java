package dev.duplex.engine.runtime;

import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.nio.Acceptor;
import org.jspecify.annotations.Nullable;

/**
 * Bounds the handshakes under way on a listener, so that peers that never finish theirs
 * neither exhaust it nor shut others out. Safe from any thread.
 */
final class HandshakeGate {

	private final int limit;

	private final int limitPerAddress;

	private final AtomicInteger unfinished = new AtomicInteger();

	private final AtomicInteger lingering = new AtomicInteger();

	private final Map<InetAddress, Integer> slow = new ConcurrentHashMap<>();

	private volatile @Nullable Acceptor acceptor;

	HandshakeGate(EngineOptions options) {
		this.limit = options.maxUnfinishedHandshakes();
		this.limitPerAddress = options.maxUnfinishedHandshakesPerAddress();
	}

	void acceptor(Acceptor listening) {
		this.acceptor = listening;
	}

	void enter() {
		Acceptor current = this.acceptor;
		if (this.unfinished.incrementAndGet() >= this.limit && current != null) {
			current.pause();
		}
	}

	void leave() {
		Acceptor current = this.acceptor;
		if (this.unfinished.getAndDecrement() == this.limit && current != null) {
			current.resume();
		}
	}

	/**
	 * A refused connection would stay for a moment so that the peer can read the answer.
	 * @return whether it may; if so, {@link #leaveLingering()} must follow
	 */
	boolean enterLingering() {
		if (this.lingering.incrementAndGet() <= this.limit) {
			return true;
		}
		this.lingering.decrementAndGet();
		return false;
	}

	void leaveLingering() {
		this.lingering.decrementAndGet();
	}

	/**
	 * A handshake turns out to be slow.
	 * @return whether its address may have one more
	 */
	boolean enterSlow(InetAddress address) {
		if (this.limitPerAddress == -1) {
			return true;
		}
		return this.slow.merge(address, 1, Integer::sum) <= this.limitPerAddress;
	}

	void leaveSlow(InetAddress address) {
		if (this.limitPerAddress != -1) {
			this.slow.computeIfPresent(address, (key, count) -> (count > 1) ? count - 1 : null);
		}
	}

}
