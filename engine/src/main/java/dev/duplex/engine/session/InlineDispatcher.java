package dev.duplex.engine.session;

import java.nio.ByteBuffer;

import dev.duplex.engine.CloseReason;

/**
 * Runs the handler in the session's own context, on the bytes where they lie.
 */
final class InlineDispatcher implements Dispatcher {

	private final Session session;

	InlineDispatcher(Session session) {
		this.session = session;
	}

	@Override
	public void open() {
		Callbacks.open(this.session);
	}

	@Override
	public void message(boolean text, ByteBuffer payload, boolean owned) {
		// A view of its own: the loop's buffer holds what other connections sent.
		Callbacks.message(this.session, text, payload.slice());
	}

	@Override
	public void part(boolean text, ByteBuffer payload, boolean last) {
		Callbacks.part(this.session, text, payload.slice(), last);
	}

	@Override
	public void pong(ByteBuffer payload) {
		Callbacks.pong(this.session, payload.slice());
	}

	@Override
	public void peerClose() {
		this.session.answerClose();
	}

	@Override
	public boolean hasRoom() {
		return true;
	}

	@Override
	public void batchEnd() {
	}

	@Override
	public void closed(CloseReason reason) {
		Callbacks.closed(this.session, reason);
	}

	@Override
	public boolean isMoreToCome() {
		return false;
	}

	@Override
	public void outputLow() {
	}

	@Override
	public boolean isBusy() {
		return false;
	}

}
