package dev.duplex.engine.tck;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;

/**
 * Sends each byte by itself.
 */
public final class ByteByByteSocket extends Socket {

	@Override
	public OutputStream getOutputStream() throws IOException {
		OutputStream out = super.getOutputStream();
		return new OutputStream() {
			@Override
			public void write(int b) throws IOException {
				out.write(b);
			}
		};
	}

}
