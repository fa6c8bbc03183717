package dev.duplex.conformance.fuzz.targets;

import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What can be fuzzed. A new target is a class like the others and a line here.
 */
enum FuzzTarget {

	/** The head of a client's request, and the check of its opening handshake. */
	REQUEST_HEAD(RequestHeadTarget.class, RequestHeadTarget::fuzzerTestOneInput, RequestHeadTarget::seeds),

	/** The head of a server's response, and the check of its opening handshake. */
	RESPONSE_HEAD(ResponseHeadTarget.class, ResponseHeadTarget::fuzzerTestOneInput, ResponseHeadTarget::seeds),

	/** A URI as an application or a server's redirection gives it to a client. */
	CLIENT_URI(ClientUriTarget.class, ClientUriTarget::fuzzerTestOneInput, ClientUriTarget::seeds),

	/** The lists of extensions and subprotocols in a client's request. */
	HANDSHAKE_LISTS(HandshakeListsTarget.class, HandshakeListsTarget::fuzzerTestOneInput, HandshakeListsTarget::seeds),

	/** The header of the PROXY protocol. */
	PROXY_HEADER(ProxyHeaderTarget.class, ProxyHeaderTarget::fuzzerTestOneInput, ProxyHeaderTarget::seeds),

	/** What proxies and those who pretend to be one tell in headers. */
	FORWARDED_HEADERS(ForwardedHeadersTarget.class, ForwardedHeadersTarget::fuzzerTestOneInput,
			ForwardedHeadersTarget::seeds),

	/** Frames, from a client and from a server, with and without deflate. */
	FRAME_STREAM(FrameStreamTarget.class, FrameStreamTarget::fuzzerTestOneInput, FrameStreamTarget::seeds),

	/** Compressed messages. */
	INFLATE(InflateTarget.class, InflateTarget::fuzzerTestOneInput, InflateTarget::seeds),

	/** Text, which is UTF-8 or not. */
	TEXT(TextTarget.class, TextTarget::fuzzerTestOneInput, TextTarget::seeds);

	private final Class<?> type;

	private final Consumer<byte[]> test;

	private final Supplier<Stream<byte[]>> seeds;

	FuzzTarget(Class<?> type, Consumer<byte[]> test, Supplier<Stream<byte[]>> seeds) {
		this.type = type;
		this.test = test;
		this.seeds = seeds;
	}

	/**
	 * The name on the command line, and of the folder with what was found.
	 */
	String id() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	Class<?> type() {
		return this.type;
	}

	/**
	 * Tests one input.
	 * @throws AssertionError if something does not hold
	 */
	void test(byte[] input) {
		this.test.accept(input);
	}

	/**
	 * What the tests know already, for the fuzzer to begin with.
	 */
	Stream<byte[]> seeds() {
		return this.seeds.get();
	}

	static FuzzTarget of(String id) {
		for (FuzzTarget target : values()) {
			if (target.id().equals(id)) {
				return target;
			}
		}
		throw new IllegalArgumentException("no target " + id + "; there are: "
				+ String.join(", ", Stream.of(values()).map(FuzzTarget::id).toList()));
	}

}
