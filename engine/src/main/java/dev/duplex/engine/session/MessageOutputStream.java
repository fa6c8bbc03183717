package dev.duplex.engine.session;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

import dev.duplex.engine.protocol.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * One message as a stream of bytes: what has been gathered becomes a fragment, and
 * writing waits while the one before has not left, so that no more than two are held. One
 * thread at a time.
 */
final class MessageOutputStream extends OutputStream {

	/** Large enough that frame and wake-up are cheap beside what they carry. */
	static final int FRAGMENT_SIZE = 16 * 1024;

	private final FragmentedMessage message;

	private final Consumer<Throwable> failed;

	private byte @Nullable [] buffer = new byte[FRAGMENT_SIZE];

	private int length;

	private @Nullable CompletableFuture<@Nullable Void> previous;

	/**
	 * Opens a stream.
	 * @param message what is sent
	 * @param failed called when the message has begun and cannot be ended
	 */
	MessageOutputStream(FragmentedMessage message, Consumer<Throwable> failed) {
		if (message.isInContext()) {
			throw new IllegalStateException("a stream waits for the peer, so it must not be used on an event loop");
		}
		this.message = message;
		this.failed = failed;
	}

	@Override
	public void write(int b) throws IOException {
		byte[] target = buffer();
		if (this.length == target.length) {
			sendFragment(false);
		}
		target[this.length++] = (byte) b;
	}

	@Override
	public void write(byte[] bytes, int offset, int count) throws IOException {
		Objects.checkFromIndexSize(offset, count, bytes.length);
		byte[] target = buffer();
		int from = offset;
		int left = count;
		while (left > 0) {
			if (this.length == target.length) {
				sendFragment(false);
			}
			int size = Math.min(left, target.length - this.length);
			System.arraycopy(bytes, from, target, this.length, size);
			this.length += size;
			from += size;
			left -= size;
		}
	}

	/**
	 * Sends what was written so far.
	 */
	@Override
	public void flush() throws IOException {
		buffer();
		if (this.length > tail()) {
			sendFragment(false);
		}
	}

	/**
	 * Ends the message, and waits until it has left.
	 */
	@Override
	public void close() throws IOException {
		if (this.buffer != null) {
			sendLastFragment();
			this.buffer = null;
			await();
		}
	}

	private void sendLastFragment() throws IOException {
		try {
			sendFragment(true);
		}
		catch (InterruptedIOException ex) {
			// Nobody will come back to end the message, for which all others wait.
			this.buffer = null;
			this.failed.accept(ex);
			throw ex;
		}
	}

	private byte[] buffer() throws IOException {
		byte[] current = this.buffer;
		if (current == null) {
			throw new IOException("the message has ended");
		}
		return current;
	}

	private void sendFragment(boolean last) throws IOException {
		await();
		byte[] gathered = buffer();
		int size = last ? this.length : this.length - tail();
		this.previous = this.message.send(ByteBuffer.wrap(gathered, 0, size), last);
		this.length -= size;
		System.arraycopy(gathered, size, gathered, 0, this.length);
	}

	/**
	 * What must wait for the next fragment, so that none ends within a character.
	 */
	private int tail() throws IOException {
		return this.message.isText() ? Utf8.incompleteTail(ByteBuffer.wrap(buffer(), 0, this.length)) : 0;
	}

	private void await() throws IOException {
		CompletableFuture<@Nullable Void> receipt = this.previous;
		if (receipt == null) {
			return;
		}
		this.message.hurry();
		try {
			receipt.get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("interrupted while a fragment was on its way");
		}
		catch (ExecutionException ex) {
			this.buffer = null;
			throw new IOException("the connection ended within the message", ex.getCause());
		}
	}

}
