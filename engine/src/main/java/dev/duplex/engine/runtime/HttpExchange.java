package dev.duplex.engine.runtime;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.function.Predicate;

import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.protocol.HandshakeResponse;
import dev.duplex.engine.protocol.InvalidResponseException;
import dev.duplex.engine.protocol.ResponseHeadParser;
import dev.duplex.engine.transport.Transport;
import dev.duplex.engine.transport.TransportSink;
import org.jspecify.annotations.Nullable;

/**
 * Sends one HTTP request and reads the head of the answer. Whoever hands it over to
 * another sink then is not called any more; it bears no deadline of its own.
 */
abstract class HttpExchange implements TransportSink {

	private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

	private final ResponseHeadParser parser;

	private final Predicate<Transport> opened;

	private @Nullable Transport transport;

	private ByteBuffer request = NOTHING;

	private boolean answered;

	/**
	 * Creates an exchange.
	 * @param options limits of the answer
	 * @param opened hears of the transport, and says whether to go on
	 */
	HttpExchange(EngineOptions options, Predicate<Transport> opened) {
		this.parser = new ResponseHeadParser(options.maxHeaderBytes(), options.maxHeaders());
		this.opened = opened;
	}

	/**
	 * Makes the request.
	 */
	abstract byte[] request(Transport transport);

	/**
	 * Takes the answer.
	 * @param rest what followed its head
	 * @throws InvalidResponseException if the answer must not be accepted
	 */
	abstract void onResponse(Transport transport, HandshakeResponse response, ByteBuffer rest);

	/**
	 * There is no answer, or one that must not be accepted.
	 * @param response the answer, or {@code null} for none
	 */
	abstract void onFailure(@Nullable HandshakeResponse response, Throwable cause);

	@Override
	public void onOpen(Transport open) {
		this.transport = open;
		if (this.opened.test(open)) {
			this.request = ByteBuffer.wrap(request(open));
			onWritable();
		}
	}

	@Override
	public void onBytes(ByteBuffer bytes) {
		if (this.answered) {
			return;
		}
		HandshakeResponse response = null;
		try {
			response = this.parser.parse(bytes);
			if (response != null) {
				this.answered = true;
				onResponse(transport(), response, bytes);
			}
		}
		catch (InvalidResponseException ex) {
			fail(response, ex);
			transport().close();
		}
	}

	private void fail(@Nullable HandshakeResponse response, Throwable cause) {
		this.answered = true;
		onFailure(response, cause);
	}

	@Override
	public void onReadBatchEnd() {
	}

	@Override
	public void onWritable() {
		if (this.request.hasRemaining()) {
			transport().write(this.request);
		}
	}

	@Override
	public void onEndOfStream() {
		if (!this.answered) {
			fail(null, new EOFException("the connection was closed before the answer"));
		}
		transport().close();
	}

	@Override
	public void onDeadline(long nanoTime) {
	}

	@Override
	public void onClosed(@Nullable Throwable cause) {
		if (!this.answered) {
			fail(null, (cause != null) ? cause : new EOFException("the connection was closed before the answer"));
		}
	}

	private Transport transport() {
		Transport open = this.transport;
		if (open == null) {
			throw new IllegalStateException("not open");
		}
		return open;
	}

}
