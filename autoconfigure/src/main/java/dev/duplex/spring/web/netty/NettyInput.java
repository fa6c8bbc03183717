package dev.duplex.spring.web.netty;

import java.util.ArrayDeque;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelConfig;
import org.jspecify.annotations.Nullable;

/**
 * Brings what a connection's peer sends to its sink, in batches, and paces it. Like all
 * of a transport, in its context only.
 */
final class NettyInput {

	private final NettyTransport transport;

	private final NettyContext context;

	/** Whether the sink has been given bytes, and not been told that they were all. */
	private boolean inBatch;

	private boolean paused;

	/** What came although reading is paused: TLS decrypts all that it has read. */
	private @Nullable ArrayDeque<ByteBuf> held;

	private boolean ended;

	private boolean endTold;

	NettyInput(NettyTransport transport, NettyContext context) {
		this.transport = transport;
		this.context = context;
	}

	/**
	 * Begins a batch before there are bytes.
	 */
	void beginBatch() {
		this.context.enter(this);
		this.inBatch = true;
	}

	/**
	 * Takes bytes that were read, to be released here.
	 */
	void take(ByteBuf bytes) {
		if (this.transport.isClosed()) {
			bytes.release();
		}
		else if (this.paused || this.held != null) {
			hold(bytes);
		}
		else {
			deliver(bytes);
		}
	}

	private void deliver(ByteBuf bytes) {
		beginBatch();
		try {
			// A slice, as what lies around it belongs to others.
			this.transport.sink().onBytes(bytes.nioBuffer());
		}
		catch (Throwable ex) {
			this.transport.onFailure(ex);
		}
		finally {
			bytes.release();
		}
	}

	private void hold(ByteBuf bytes) {
		ArrayDeque<ByteBuf> waiting = this.held;
		if (waiting == null) {
			waiting = new ArrayDeque<>(4);
			this.held = waiting;
		}
		waiting.add(bytes);
	}

	/**
	 * Ends the batch, if there is one.
	 */
	void endBatch() {
		if (this.inBatch) {
			this.inBatch = false;
			this.context.leave(this);
			try {
				this.transport.sink().onReadBatchEnd();
			}
			catch (Throwable ex) {
				this.transport.onFailure(ex);
			}
		}
	}

	/**
	 * The peer has ended its stream.
	 */
	void end() {
		this.ended = true;
		tellEnd();
	}

	private void tellEnd() {
		if (this.ended && !this.endTold && !this.transport.isClosed() && this.held == null) {
			this.endTold = true;
			this.context.enter(null);
			try {
				this.transport.sink().onEndOfStream();
			}
			catch (Throwable ex) {
				this.transport.onFailure(ex);
			}
		}
	}

	void pause() {
		if (!this.paused) {
			this.paused = true;
			config().setAutoRead(false);
		}
	}

	/**
	 * Goes on in a turn of its own: an HTTP/2 stream that may read hands over at once
	 * what has come meanwhile, which would be in the middle of whatever the sink is
	 * doing.
	 */
	void resume() {
		if (this.paused) {
			this.paused = false;
			this.context.execute(this::goOn);
		}
	}

	/**
	 * Has the channel read, unless that was paused.
	 */
	void start() {
		config().setAutoRead(!this.paused);
	}

	private ChannelConfig config() {
		return this.transport.handler().channel().config();
	}

	private void goOn() {
		deliverHeld();
		endBatch();
		tellEnd();
		if (!this.paused && !this.transport.isClosed()) {
			config().setAutoRead(true);
		}
	}

	private void deliverHeld() {
		ArrayDeque<ByteBuf> waiting = this.held;
		if (waiting == null) {
			return;
		}
		while (!this.paused && !this.transport.isClosed() && !waiting.isEmpty()) {
			deliver(waiting.remove());
		}
		if (waiting.isEmpty()) {
			this.held = null;
		}
	}

	/**
	 * Throws away what was not delivered.
	 */
	void release() {
		ArrayDeque<ByteBuf> waiting = this.held;
		this.held = null;
		if (waiting != null) {
			waiting.forEach(ByteBuf::release);
		}
	}

}
