package dev.duplex.engine.tck;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.EngineListener;
import dev.duplex.engine.Limit;
import dev.duplex.engine.OverflowPolicy;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.HandshakeRefusal;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a record of an engine's rare events.
 */
public final class RecordingListener implements EngineListener {

	private final AtomicInteger accepted = new AtomicInteger();

	private final AtomicInteger closed = new AtomicInteger();

	private final List<HandshakeRefusal> refusals = new CopyOnWriteArrayList<>();

	private final List<String> aborts = new CopyOnWriteArrayList<>();

	private final List<LimitPassed> limits = new CopyOnWriteArrayList<>();

	private final List<OverflowPolicy> drops = new CopyOnWriteArrayList<>();

	private final List<Integer> protocolErrors = new CopyOnWriteArrayList<>();

	private final List<Throwable> failures = new CopyOnWriteArrayList<>();

	private final List<Throwable> conditionFailures = new CopyOnWriteArrayList<>();

	/**
	 * A limit that a connection passed.
	 *
	 * @param limit the limit
	 * @param configured its value
	 */
	public record LimitPassed(Limit limit, long configured) {
	}

	@Override
	public void onAccepted(WebSocketConnection connection) {
		this.accepted.incrementAndGet();
	}

	@Override
	public void onRefused(@Nullable String endpoint, HandshakeRefusal refusal) {
		this.refusals.add(refusal);
	}

	@Override
	public void onDecisionFailure(Throwable failure) {
		this.failures.add(failure);
	}

	@Override
	public void onHandshakeAborted(String cause) {
		this.aborts.add(cause);
	}

	@Override
	public void onClosed(WebSocketConnection connection, CloseReason reason) {
		this.closed.incrementAndGet();
	}

	@Override
	public void onLimit(WebSocketConnection connection, Limit limit, long configured) {
		this.limits.add(new LimitPassed(limit, configured));
	}

	@Override
	public void onDrop(WebSocketConnection connection, OverflowPolicy policy, Limit limit, long configured) {
		this.drops.add(policy);
	}

	@Override
	public void onProtocolError(WebSocketConnection connection, int code, String message) {
		this.protocolErrors.add(code);
	}

	@Override
	public void onHandlerFailure(WebSocketConnection connection, Throwable failure) {
		this.failures.add(failure);
	}

	@Override
	public void onConditionFailure(WebSocketConnection connection, Throwable failure) {
		this.conditionFailures.add(failure);
	}

	/**
	 * What conditions of published messages threw.
	 * @return the failures, in order
	 */
	public List<Throwable> conditionFailures() {
		return this.conditionFailures;
	}

	/**
	 * How many connections were accepted.
	 * @return the count
	 */
	public int accepted() {
		return this.accepted.get();
	}

	/**
	 * How many connections ended.
	 * @return the count
	 */
	public int closed() {
		return this.closed.get();
	}

	/**
	 * The refused handshakes.
	 * @return the answers, in order
	 */
	public List<HandshakeRefusal> refusals() {
		return this.refusals;
	}

	/**
	 * The handshakes that ended without an answer.
	 * @return the causes, in order
	 */
	public List<String> aborts() {
		return this.aborts;
	}

	/**
	 * The limits that were passed.
	 * @return the limits, in order
	 */
	public List<LimitPassed> limits() {
		return this.limits;
	}

	/**
	 * By which policies connections began to drop messages.
	 * @return the policies, in order
	 */
	public List<OverflowPolicy> drops() {
		return this.drops;
	}

	/**
	 * The protocol errors.
	 * @return the close codes, in order
	 */
	public List<Integer> protocolErrors() {
		return this.protocolErrors;
	}

	/**
	 * What handlers threw.
	 * @return the failures, in order
	 */
	public List<Throwable> failures() {
		return this.failures;
	}

}
