package dev.duplex.spring.web.jetty;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Semaphore;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.frames.DataFrame;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/**
 * A client's stream of HTTP/2 that was asked for by CONNECT. Blocks its callers.
 */
final class Http2Tunnel implements Stream.Listener {

	private final CompletableFuture<MetaData.Response> response = new CompletableFuture<>();

	private final Semaphore news = new Semaphore(0);

	private volatile @Nullable ResetFrame reset;

	private @Nullable Stream stream;

	private Http2Tunnel() {
	}

	static Http2Tunnel open(Session session, MetaData.Request request) {
		Http2Tunnel tunnel = new Http2Tunnel();
		tunnel.stream = session.newStream(new HeadersFrame(request, null, false), tunnel).join();
		return tunnel;
	}

	int status() {
		return this.response.join().getStatus();
	}

	HttpFields headers() {
		return this.response.join().getHttpFields();
	}

	/**
	 * Sends bytes; waits for the server's window.
	 */
	void write(byte[] bytes) throws IOException {
		data(ByteBuffer.wrap(bytes), false);
	}

	/**
	 * Ends the stream to the server.
	 */
	void end() throws IOException {
		data(BufferUtil.EMPTY_BUFFER, true);
	}

	private void data(ByteBuffer bytes, boolean last) throws IOException {
		try {
			stream().data(new DataFrame(stream().getId(), bytes, last)).join();
		}
		catch (CompletionException ex) {
			throw new IOException(ex.getCause());
		}
	}

	void reset() {
		ResetFrame frame = new ResetFrame(stream().getId(), ErrorCode.CANCEL_STREAM_ERROR.code);
		stream().reset(frame, Callback.NOOP);
		ended(frame);
	}

	/**
	 * Reads what has arrived, or waits for it.
	 * @return the bytes, or {@code null} at the end of the stream
	 * @throws IOException if the server has reset the stream
	 */
	byte @Nullable [] read() throws IOException, InterruptedException {
		while (true) {
			Stream.Data data = stream().readData();
			if (data != null) {
				try {
					ByteBuffer bytes = data.frame().getByteBuffer();
					if (bytes.hasRemaining() || !data.frame().isEndStream()) {
						return BufferUtil.toArray(bytes);
					}
					return null;
				}
				finally {
					data.release();
				}
			}
			if (this.reset != null) {
				throw new IOException("reset");
			}
			stream().demand();
			this.news.acquire();
		}
	}

	private Stream stream() {
		Stream opened = this.stream;
		if (opened == null) {
			throw new IllegalStateException("not open");
		}
		return opened;
	}

	@Override
	public void onHeaders(Stream stream, HeadersFrame frame) {
		this.response.complete((MetaData.Response) frame.getMetaData());
	}

	@Override
	public void onDataAvailable(Stream stream) {
		this.news.release();
	}

	@Override
	public void onReset(Stream stream, ResetFrame frame, Callback callback) {
		ended(frame);
		callback.succeeded();
	}

	@Override
	public void onFailure(Stream stream, int error, String reason, Throwable failure, Callback callback) {
		ended(new ResetFrame(stream.getId(), error));
		callback.succeeded();
	}

	private void ended(ResetFrame frame) {
		this.reset = frame;
		this.response.completeExceptionally(new IOException("reset"));
		this.news.release();
	}

}
