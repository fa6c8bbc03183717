package dev.duplex.engine.session;

import java.nio.ByteBuffer;

import dev.duplex.engine.CompressionOptions;
import dev.duplex.engine.protocol.MessageDeflater;
import dev.duplex.engine.protocol.MessageInflater;
import dev.duplex.engine.protocol.PerMessageDeflate;
import dev.duplex.engine.protocol.SlidingWindow;
import org.jspecify.annotations.Nullable;

/**
 * The compression of one session that agreed on it. The session's context only.
 */
final class Compression {

	private final boolean ownNoContextTakeover;

	private final int ownWindowBits;

	private final boolean peerNoContextTakeover;

	private final CompressionOptions options;

	private final CompressorPool pool;

	private final int maxMessageSize;

	/** Within a message only. */
	private @Nullable MessageInflater inflater;

	/** What the peer's messages refer to, if they do. */
	private @Nullable SlidingWindow context;

	/** Only if we refer to earlier messages. */
	private @Nullable MessageDeflater deflater;

	/** Whether the peer got a shared frame, which {@link #deflater} has not seen. */
	private boolean deflaterBehind;

	/**
	 * Creates the compression of a session.
	 * @param agreed what both sides agreed on
	 * @param client whether this side is the client
	 */
	Compression(PerMessageDeflate agreed, boolean client, CompressionOptions options, CompressorPool pool,
			int maxMessageSize) {
		this.ownNoContextTakeover = client ? agreed.clientNoContextTakeover() : agreed.serverNoContextTakeover();
		this.ownWindowBits = client ? agreed.clientMaxWindowBits() : agreed.serverMaxWindowBits();
		this.peerNoContextTakeover = client ? agreed.serverNoContextTakeover() : agreed.clientNoContextTakeover();
		this.options = options;
		this.pool = pool;
		this.maxMessageSize = maxMessageSize;
	}

	/**
	 * Inflates a part of a message.
	 */
	void inflate(ByteBuffer payload, boolean endOfMessage, MessageInflater.Output output) {
		MessageInflater current = this.inflater;
		if (current == null) {
			current = this.pool.inflater();
			current.begin(context(), this.maxMessageSize);
			this.inflater = current;
		}
		current.inflate(payload, endOfMessage, this.pool.scratch(), output);
		if (endOfMessage) {
			endInput();
		}
	}

	private @Nullable SlidingWindow context() {
		if (this.context == null && !this.peerNoContextTakeover) {
			this.context = new SlidingWindow();
		}
		return this.context;
	}

	/**
	 * Whether a message is worth compressing.
	 */
	boolean isFor(int payloadBytes) {
		return payloadBytes >= this.options.minSize();
	}

	/**
	 * Compresses a message of this session, which must then be sent in this order: the
	 * peer's window is to be the compressor's.
	 * @return the compressed payload, or {@code null} if it is better sent plain
	 */
	byte @Nullable [] compress(ByteBuffer payload) {
		return this.ownNoContextTakeover ? compressAlone(payload) : own().compress(payload);
	}

	/**
	 * Compresses a message that may yet be dropped, whatever was agreed on: it refers to
	 * no other message, and none may refer to it.
	 * @return the compressed payload, or {@code null} if it is better sent plain
	 */
	byte @Nullable [] compressAlone(ByteBuffer payload) {
		byte[] compressed = standalone(payload);
		if (compressed.length >= payload.remaining()) {
			return null;
		}
		this.deflaterBehind = true;
		return compressed;
	}

	/**
	 * Compresses a fragment. Between the fragments of a message other sessions may use
	 * the shared compressor, so without context takeover each stands for itself.
	 * @param last whether it is the message's last
	 * @return the compressed payload
	 */
	byte[] compressFragment(ByteBuffer payload, boolean last) {
		byte[] compressed = this.ownNoContextTakeover ? standalone(payload) : own().compress(payload);
		return last ? compressed : MessageDeflater.withTail(compressed);
	}

	private MessageDeflater own() {
		MessageDeflater own = this.deflater;
		if (own == null) {
			own = this.pool.ownDeflater(this.options.level(), this.ownWindowBits);
			this.deflater = own;
		}
		else if (this.deflaterBehind) {
			own.forget();
		}
		this.deflaterBehind = false;
		return own;
	}

	/**
	 * The frame of a published message, compressed once for all that agreed on the same.
	 * It refers to no other message, so the peer can inflate it whatever it got before.
	 */
	byte[] frame(PublishedMessage message) {
		int key = CompressorPool.key(this.options.level(), this.ownWindowBits);
		return message.compressed(key, this::standalone);
	}

	/**
	 * A compressed {@link #frame} takes its place among what is sent. What comes next
	 * must not refer to what came before, which is further away for the peer.
	 */
	void sharedFrameQueued() {
		this.deflaterBehind = true;
	}

	private byte[] standalone(ByteBuffer payload) {
		return this.pool.sharedDeflater(this.options.level(), this.ownWindowBits).compress(payload);
	}

	/**
	 * Nothing more will be inflated.
	 */
	void endInput() {
		if (this.inflater != null) {
			this.pool.release(this.inflater);
			this.inflater = null;
		}
	}

	/**
	 * Nothing more will be sent.
	 */
	void endOutput() {
		if (this.deflater != null) {
			this.pool.end(this.deflater);
			this.deflater = null;
		}
	}

}
