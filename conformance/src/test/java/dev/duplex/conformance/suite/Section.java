package dev.duplex.conformance.suite;

/**
 * What a case is about. Those with a number are the classes of the Autobahn|Testsuite,
 * whose cases have the same numbers here.
 */
public enum Section {

	/** The server's side of section 4.2. */
	SERVER_HANDSHAKE("Opening handshake: our server", "RFC 6455 section 4.2"),

	/** The client's side of section 4.1. */
	CLIENT_HANDSHAKE("Opening handshake: our client", "RFC 6455 section 4.1"),

	/** Autobahn's class 1. */
	FRAMING("1 Framing", "RFC 6455 section 5.2"),

	/** Autobahn's class 2. */
	PINGS("2 Pings and pongs", "RFC 6455 sections 5.5.2, 5.5.3"),

	/** Autobahn's class 3. */
	RESERVED_BITS("3 Reserved bits", "RFC 6455 section 5.2"),

	/** Autobahn's class 4. */
	OPCODES("4 Opcodes", "RFC 6455 section 5.2"),

	/** Autobahn's class 5. */
	FRAGMENTATION("5 Fragmentation", "RFC 6455 section 5.4"),

	/** Autobahn's class 6. */
	UTF8("6 UTF-8 handling", "RFC 6455 sections 5.6, 8.1"),

	/** Autobahn's class 7. */
	CLOSING("7 Close handling", "RFC 6455 sections 5.5.1, 7"),

	/** Autobahn's class 9. */
	LIMITS("9 Limits and performance", "RFC 6455 section 5"),

	/** Autobahn's class 10. */
	AUTO_FRAGMENTATION("10 Auto-fragmentation", "RFC 6455 section 5.4"),

	/** Autobahn's class 12. */
	COMPRESSION("12 Compression: different payloads", "RFC 7692"),

	/** Autobahn's class 13. */
	COMPRESSION_PARAMETERS("13 Compression: different parameters", "RFC 7692 section 7.1"),

	/** Frames beyond Autobahn. */
	MORE_FRAMES("Frames, limits and text", "RFC 6455 sections 5 to 8"),

	/** Close frames beyond Autobahn. */
	MORE_CLOSING("Closing handshake", "RFC 6455 sections 5.5.1, 7"),

	/** What an application does and sees. */
	APPLICATION("What the application sends and sees", "RFC 6455 sections 5 to 7"),

	/** What is agreed on for permessage-deflate. */
	NEGOTIATION("permessage-deflate: agreement", "RFC 7692 section 7.1"),

	/** Compressed messages. */
	COMPRESSED_MESSAGES("permessage-deflate: messages", "RFC 7692 sections 6, 7.2");

	private final String title;

	private final String rfc;

	Section(String title, String rfc) {
		this.title = title;
		this.rfc = rfc;
	}

	/**
	 * The heading in reports.
	 * @return the title
	 */
	public String title() {
		return this.title;
	}

	/**
	 * Where the rules are written.
	 * @return the RFC and its sections
	 */
	public String rfc() {
		return this.rfc;
	}

}
