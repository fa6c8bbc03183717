package dev.duplex.engine.session;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.util.Objects;

/**
 * One text message as a stream of characters. One thread at a time.
 */
final class MessageWriter extends Writer {

	private final OutputStream bytes;

	private final TextParts parts = new TextParts();

	MessageWriter(OutputStream bytes) {
		this.bytes = bytes;
	}

	@Override
	public void write(char[] chars, int offset, int count) throws IOException {
		Objects.checkFromIndexSize(offset, count, chars.length);
		write(new String(chars, offset, count));
	}

	@Override
	public void write(String text, int offset, int count) throws IOException {
		write(text.substring(offset, offset + count));
	}

	@Override
	public void write(String text) throws IOException {
		this.bytes.write(this.parts.encode(text));
	}

	@Override
	public void flush() throws IOException {
		this.bytes.flush();
	}

	@Override
	public void close() throws IOException {
		this.bytes.close();
		try {
			this.parts.end();
		}
		catch (IllegalArgumentException ex) {
			throw new IOException(ex.getMessage(), ex);
		}
	}

}
