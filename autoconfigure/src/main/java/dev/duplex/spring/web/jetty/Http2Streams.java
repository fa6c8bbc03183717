package dev.duplex.spring.web.jetty;

import java.nio.ByteBuffer;

import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * What only streams of HTTP/2 need, if there is HTTP/2 at all.
 */
final class Http2Streams {

	private static final boolean PRESENT = ClassUtils.isPresent("org.eclipse.jetty.http2.api.Stream",
			Http2Streams.class.getClassLoader());

	private Http2Streams() {
	}

	/**
	 * Decides how a stream ends, and resets it unless that is in order: RFC 8441 section
	 * 5 has this in place of a reset of TCP.
	 * @param transport the transport of an end point
	 * @param broken whether something is left unsent
	 * @return how it ends
	 */
	static Ending ending(@Nullable Object transport, boolean broken) {
		return PRESENT ? Known.ending(transport, broken) : Ending.NO_STREAM;
	}

	/**
	 * Reads from a stream without its end point, which Jetty closes from another thread
	 * when the stream is reset: it would release the buffer that is being read.
	 * @param transport the transport of an end point
	 * @return what to read with; {@code null} if the transport is no stream
	 */
	static @Nullable Input input(@Nullable Object transport) {
		return PRESENT ? Known.input(transport) : null;
	}

	/**
	 * What a peer sends. For one thread at a time.
	 */
	interface Input {

		/**
		 * Reads without blocking.
		 * @param target what is read is put behind its position
		 * @return how many bytes, 0 if there are none now, -1 if the peer ended its
		 * stream
		 */
		int read(ByteBuffer target);

	}

	/**
	 * How a stream ends.
	 */
	enum Ending {

		/** It is none. */
		NO_STREAM,

		/** Both sides have said all. */
		IN_ORDER,

		/** It was reset. */
		RESET

	}

	/** Not loaded without HTTP/2. */
	private static final class Known {

		private static Ending ending(@Nullable Object transport, boolean broken) {
			if (!(transport instanceof Stream stream)) {
				return Ending.NO_STREAM;
			}
			if (!broken && stream.isRemotelyClosed()) {
				return Ending.IN_ORDER;
			}
			stream.reset(new ResetFrame(stream.getId(), ErrorCode.CANCEL_STREAM_ERROR.code), Callback.NOOP);
			return Ending.RESET;
		}

		private static @Nullable Input input(@Nullable Object transport) {
			return (transport instanceof Stream stream) ? new StreamInput(stream) : null;
		}

	}

	private static final class StreamInput implements Input {

		private final Stream stream;

		/** Of a frame that was larger than what it was read into. */
		private @Nullable ByteBuffer rest;

		StreamInput(Stream stream) {
			this.stream = stream;
		}

		@Override
		public int read(ByteBuffer target) {
			ByteBuffer left = this.rest;
			if (left != null) {
				int count = move(left, target);
				this.rest = left.hasRemaining() ? left : null;
				return count;
			}
			// Taken out under the stream's lock: nobody else releases it.
			Stream.Data data = this.stream.readData();
			if (data == null) {
				return 0;
			}
			try {
				ByteBuffer source = data.frame().getByteBuffer();
				if (!source.hasRemaining()) {
					return data.frame().isEndStream() ? -1 : 0;
				}
				int count = move(source, target);
				if (source.hasRemaining()) {
					this.rest = ByteBuffer.allocate(source.remaining()).put(source).flip();
				}
				return count;
			}
			finally {
				data.release();
			}
		}

		private static int move(ByteBuffer source, ByteBuffer target) {
			int count = Math.min(source.remaining(), target.remaining());
			target.put(target.position(), source, source.position(), count);
			target.position(target.position() + count);
			source.position(source.position() + count);
			return count;
		}

	}

}
