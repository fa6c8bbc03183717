package dev.duplex.conformance.fuzz.netty;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import dev.duplex.engine.protocol.CloseCode;
import dev.duplex.engine.protocol.ProtocolException;
import dev.duplex.engine.protocol.ProtocolException.Cause;
import dev.duplex.engine.tck.DecodedStream;
import dev.duplex.engine.tck.DecodedStream.Event;
import org.jspecify.annotations.Nullable;

/**
 * Where Netty says something else than we do, and why ours is right. Reviewed: nobody
 * adds an entry without reading the RFC.
 */
enum KnownDifference {

	/**
	 * Netty takes the codes from 5000 to 32767. RFC 6455 section 7.4.2 gives a meaning to
	 * the codes up to 4999 and to none beyond; Autobahn's case 7.9 wants them refused.
	 */
	CLOSE_CODE_FROM_5000("88 82 K 13 88") {
		@Override
		boolean explains(DecodedStream ours, @Nullable ProtocolException failure, NettyStream netty) {
			return isMessage(failure, "close code not allowed") && netty.failure() == null
					&& isLongerByAClose(netty, ours) && last(netty).code() >= 5000;
		}
	},

	/**
	 * Netty takes a reason that ends inside a character. RFC 6455 section 5.5.1: the
	 * reason is UTF-8, which such bytes are not (RFC 3629 section 4).
	 */
	CLOSE_REASON_CUT_INSIDE_A_CHARACTER("88 84 K 03 E8 E2 82") {
		@Override
		boolean explains(DecodedStream ours, @Nullable ProtocolException failure, NettyStream netty) {
			return isMessage(failure, "close reason is not UTF-8") && netty.failure() == null
					&& isLongerByAClose(netty, ours);
		}
	},

	/**
	 * Of a Close frame with such a code and a reason that is not UTF-8, Netty, to which
	 * the code is good, names the reason (1007), and we the code (1002). RFC 6455 section
	 * 7.4.2, as above.
	 */
	CLOSE_CODE_FROM_5000_AND_WRONG_REASON("88 83 K 13 88 FF") {
		@Override
		boolean explains(DecodedStream ours, @Nullable ProtocolException failure, NettyStream netty) {
			return isMessage(failure, "close code not allowed") && netty.failureCode() == CloseCode.INVALID_PAYLOAD
					&& netty.events().equals(ours.events());
		}
	},

	/**
	 * Netty fails a Close frame of one byte when it sees its header, we when the byte has
	 * come. RFC 6455 section 5.5.1 asks for two bytes, and not when to notice; nothing is
	 * delivered either way.
	 */
	CLOSE_OF_ONE_BYTE_WITHOUT_THE_BYTE("88 81 K") {
		@Override
		boolean explains(DecodedStream ours, @Nullable ProtocolException failure, NettyStream netty) {
			return failure == null && netty.failureCode() == CloseCode.PROTOCOL_ERROR
					&& String.valueOf(netty.failure()).contains("close control frame with payload len 1")
					&& netty.events().equals(ours.events());
		}
	},

	/**
	 * Netty looks at a message's size when a frame is complete, we when its header says
	 * that the message becomes too big. RFC 6455 section 10.4: limits protect memory, so
	 * they are applied before it is spent.
	 */
	MESSAGE_TOO_BIG_FROM_THE_HEADER("02 FE 80 00 K 61*32768 80 FE 80 01 K 61") {
		@Override
		boolean explains(DecodedStream ours, @Nullable ProtocolException failure, NettyStream netty) {
			return failure != null && failure.reason() == Cause.MESSAGE_SIZE && netty.failure() == null
					&& netty.events().equals(ours.events());
		}
	},

	/**
	 * Of a text that is too big and not UTF-8, Netty names the latter, as it reads the
	 * frame first. RFC 6455 section 10.4, as above.
	 */
	TOO_BIG_AND_NOT_UTF8("01 FE 80 00 K 61*32768 80 FE 80 01 K FF*32769") {
		@Override
		boolean explains(DecodedStream ours, @Nullable ProtocolException failure, NettyStream netty) {
			return failure != null && failure.reason() == Cause.MESSAGE_SIZE
					&& netty.failureCode() == CloseCode.INVALID_PAYLOAD && netty.events().equals(ours.events());
		}
	},

	/**
	 * Netty checks text when a frame is complete, we as it arrives. RFC 6455 section 8.1:
	 * the connection is failed when the stream is found not to be UTF-8; Autobahn's cases
	 * 6.4 call the later way non-strict.
	 */
	TEXT_FAILS_AT_THE_FIRST_WRONG_BYTE("81 84 K F4 90") {
		@Override
		boolean explains(DecodedStream ours, @Nullable ProtocolException failure, NettyStream netty) {
			return isMessage(failure, "text is not UTF-8") && netty.failure() == null
					&& netty.events().equals(ours.events());
		}
	},

	/**
	 * Netty has no limit on the number of fragments. RFC 6455 section 10.4 lets an
	 * endpoint have such limits.
	 */
	FRAGMENTS_ARE_LIMITED("01 80 K " + "00 80 K ".repeat(1024) + "80 80 K") {
		@Override
		boolean explains(DecodedStream ours, @Nullable ProtocolException failure, NettyStream netty) {
			return failure != null && failure.reason() == Cause.FRAGMENTS && beginsWith(netty.events(), ours.events());
		}
	};

	private final String example;

	KnownDifference(String example) {
		this.example = example;
	}

	/**
	 * A stream from a client that shows the difference with the default limits.
	 */
	String example() {
		return this.example;
	}

	abstract boolean explains(DecodedStream ours, @Nullable ProtocolException failure, NettyStream netty);

	/**
	 * The entry that explains a difference.
	 */
	static Optional<KnownDifference> of(DecodedStream ours, NettyStream netty) {
		return Arrays.stream(values()).filter((entry) -> entry.explains(ours, ours.failure(), netty)).findFirst();
	}

	private static boolean isMessage(@Nullable ProtocolException failure, String text) {
		return failure != null && String.valueOf(failure.getMessage()).startsWith(text);
	}

	private static boolean isLongerByAClose(NettyStream netty, DecodedStream ours) {
		return netty.events().size() == ours.events().size() + 1 && beginsWith(netty.events(), ours.events())
				&& last(netty).isClose();
	}

	private static Event last(NettyStream netty) {
		return netty.events().get(netty.events().size() - 1);
	}

	private static boolean beginsWith(List<Event> events, List<Event> start) {
		return events.size() >= start.size() && events.subList(0, start.size()).equals(start);
	}

}
