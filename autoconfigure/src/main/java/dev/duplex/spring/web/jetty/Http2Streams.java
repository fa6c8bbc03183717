package dev.duplex.spring.web.jetty;

import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.util.Callback;

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
	 * Resets a stream, which RFC 8441 section 5 has in place of a reset of TCP. Jetty
	 * would go on remembering a stream that is closed while the peer's side is open.
	 * @param transport the transport of an end point
	 */
	static void reset(Object transport) {
		if (PRESENT) {
			Resetting.reset(transport);
		}
	}

	/** Not loaded without HTTP/2. */
	private static final class Resetting {

		private static void reset(Object transport) {
			if (transport instanceof Stream stream) {
				stream.reset(new ResetFrame(stream.getId(), ErrorCode.CANCEL_STREAM_ERROR.code), Callback.NOOP);
			}
		}

	}

}
