package dev.duplex.spring.web.jetty;

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

	}

}
