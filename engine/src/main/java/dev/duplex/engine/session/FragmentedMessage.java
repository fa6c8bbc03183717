package dev.duplex.engine.session;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;

import dev.duplex.engine.SendOptions;
import dev.duplex.engine.protocol.FrameEncoder;
import dev.duplex.engine.protocol.Opcode;
import dev.duplex.engine.transport.SerialContext;
import org.jspecify.annotations.Nullable;

/**
 * A message that is sent in fragments while it comes into being (RFC 6455 section 5.4).
 * From any thread, one call at a time.
 */
final class FragmentedMessage {

	private final Outbound outbound;

	private final SerialContext context;

	private final boolean text;

	private boolean begun;

	FragmentedMessage(Outbound outbound, SerialContext context, boolean text) {
		this.outbound = outbound;
		this.context = context;
		this.text = text;
	}

	boolean isText() {
		return this.text;
	}

	/**
	 * Sends the next fragment.
	 * @param payload its payload, from position to limit, which stay as they are
	 * @param last whether the message ends with it
	 * @return its receipt
	 */
	CompletableFuture<@Nullable Void> send(ByteBuffer payload, boolean last) {
		int opcode = this.begun ? Opcode.CONTINUATION : this.text ? Opcode.TEXT : Opcode.BINARY;
		this.begun = true;
		if (opcode != Opcode.CONTINUATION && last) {
			return this.outbound.sendTracked(opcode, payload, SendOptions.defaults());
		}
		return this.outbound.sendFragment(this, last ? opcode : opcode | FrameEncoder.MORE, payload);
	}

	/**
	 * Has a callback run as soon as the message can no longer be ended.
	 */
	void watch(Runnable callback) {
		this.outbound.watch(callback);
	}

	/**
	 * Takes back a {@link #watch}.
	 */
	void unwatch(Runnable callback) {
		this.outbound.unwatch(callback);
	}

	/**
	 * Whether the caller must not wait for a receipt, as it is the one who brings it.
	 */
	boolean isInContext() {
		return this.context.isCurrent();
	}

	/**
	 * To be called before waiting for a receipt: fragments that a handler sent do not
	 * hurry while it has more to handle.
	 */
	void hurry() {
		this.context.wakeUp();
	}

}
