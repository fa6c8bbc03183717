package dev.duplex.conformance.fuzz.stream;

import java.util.List;

import dev.duplex.engine.protocol.FrameDecoder;
import dev.duplex.engine.protocol.FrameLimits;

/**
 * What a stream is read by: the side that reads it, its limits and what was agreed on.
 *
 * @param fromClient whether a client sent the stream, else a server
 * @param limits the limits
 * @param deflate whether permessage-deflate was agreed on
 * @param contextTakeover whether compressed messages may refer to the ones before them
 */
public record StreamRules(boolean fromClient, FrameLimits limits, boolean deflate, boolean contextTakeover) {

	/**
	 * The defaults first; then such as are passed now and then by what the generator
	 * makes.
	 */
	private static final List<FrameLimits> LIMITS = List.of(new FrameLimits(65_536, 65_536, 1_024),
			new FrameLimits(300, 700, 6), new FrameLimits(-1, 4_096, -1), new FrameLimits(125, 260, 2));

	private static final int FROM_SERVER = 1;

	private static final int DEFLATE = 2;

	private static final int NO_CONTEXT_TAKEOVER = 4;

	private static final int LIMITS_SHIFT = 3;

	/** How many different rules there are. */
	public static final int COUNT = LIMITS.size() << LIMITS_SHIFT;

	/**
	 * Reads rules from a number; every number means some.
	 * @param number the number
	 * @return the rules
	 */
	public static StreamRules of(int number) {
		return new StreamRules((number & FROM_SERVER) == 0, LIMITS.get((number >> LIMITS_SHIFT) & LIMITS.size() - 1),
				(number & DEFLATE) != 0, (number & NO_CONTEXT_TAKEOVER) == 0);
	}

	/**
	 * The number that stands for these rules.
	 * @return at least 0, less than {@link #COUNT}
	 */
	public int number() {
		return (this.fromClient ? 0 : FROM_SERVER) | (this.deflate ? DEFLATE : 0)
				| (this.contextTakeover ? 0 : NO_CONTEXT_TAKEOVER) | LIMITS.indexOf(this.limits) << LIMITS_SHIFT;
	}

	/**
	 * A decoder by these rules.
	 * @return the decoder
	 */
	public FrameDecoder decoder() {
		return new FrameDecoder(this.fromClient, this.limits, this.deflate);
	}

	@Override
	public String toString() {
		return "from a " + (this.fromClient ? "client" : "server")
				+ (this.deflate ? this.contextTakeover ? ", deflate" : ", deflate without context takeover" : "")
				+ ", frames up to %d, messages up to %d, fragments up to %d".formatted(this.limits.maxFrameSize(),
						this.limits.maxMessageSize(), this.limits.maxFragments());
	}

}
