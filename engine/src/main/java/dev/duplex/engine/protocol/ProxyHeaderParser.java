package dev.duplex.engine.protocol;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Reads the header of the PROXY protocol, version 1 or 2, as it arrives (HAProxy's
 * {@code doc/proxy-protocol.txt}). It comes before all else on a connection, before TLS
 * too. Whatever breaks its grammar is refused at once; the header must never be guessed.
 * Not thread-safe.
 */
public final class ProxyHeaderParser {

	private static final byte[] SIGNATURE_1 = "PROXY ".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] SIGNATURE_2 = { '\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n' };

	/** The longest line of version 1, its end included (section 2.1). */
	private static final int MAX_LINE = 107;

	/** Signature, version and command, family, and length of version 2 (section 2.2). */
	private static final int FIXED = 16;

	/**
	 * Most bytes behind them: addresses, and what proxies tell beside. The format would
	 * allow 64 KiB.
	 */
	private static final int MAX_REST = 4_096;

	private static final int LOCAL = 0x20;

	private static final int PROXY = 0x21;

	private static final int TCP_IPV4 = 0x11;

	private static final int TCP_IPV6 = 0x21;

	private static final int UNIX = 0x3;

	private static final int TYPE_SSL = 0x20;

	private static final int CLIENT_SSL = 0x01;

	private byte[] head = new byte[FIXED];

	private int length;

	private int end;

	/**
	 * Creates a parser for one connection.
	 */
	public ProxyHeaderParser() {
	}

	/**
	 * Reads on, up to the end of the header.
	 * @param in the bytes; what follows the header stays in it
	 * @return the header, or {@code null} if there must come more
	 * @throws InvalidProxyHeaderException if it is none
	 */
	public @Nullable ProxyHeader parse(ByteBuffer in) {
		while (in.hasRemaining()) {
			append(in.get());
			ProxyHeader complete = (this.head[0] == SIGNATURE_1[0]) ? version1() : version2();
			if (complete != null) {
				return complete;
			}
		}
		return null;
	}

	private void append(byte b) {
		if (this.length == this.head.length) {
			this.head = Arrays.copyOf(this.head, this.head.length * 2);
		}
		this.head[this.length++] = b;
	}

	private boolean inSignature(byte[] signature) {
		if (this.length > signature.length) {
			return false;
		}
		if (this.head[this.length - 1] != signature[this.length - 1]) {
			throw invalid("no header of the PROXY protocol");
		}
		return true;
	}

	private @Nullable ProxyHeader version1() {
		if (inSignature(SIGNATURE_1)) {
			return null;
		}
		if (this.head[this.length - 1] == '\n') {
			return line(new String(this.head, 0, this.length, StandardCharsets.ISO_8859_1));
		}
		if (this.length == MAX_LINE) {
			throw invalid("line too long");
		}
		return null;
	}

	private static ProxyHeader line(String text) {
		if (!text.endsWith("\r\n")) {
			throw invalid("line feed without carriage return");
		}
		String[] fields = text.substring(0, text.length() - 2).split(" ", -1);
		if (fields[1].equals("UNKNOWN")) {
			return new ProxyHeader(null, false);
		}
		boolean ipv6 = fields[1].equals("TCP6");
		if (fields.length != 6 || !ipv6 && !fields[1].equals("TCP4")) {
			throw invalid("malformed line");
		}
		InetSocketAddress source = address(fields[2], fields[4], ipv6);
		address(fields[3], fields[5], ipv6);
		return new ProxyHeader(source, false);
	}

	private static InetSocketAddress address(String text, String port, boolean ipv6) {
		InetAddress address = (IpAddress.isIpv6(text) == ipv6) ? IpAddress.parse(text) : null;
		int number = HttpGrammar.parsePort(port);
		if (address == null || number < 0) {
			throw invalid("malformed address");
		}
		return new InetSocketAddress(address, number);
	}

	private @Nullable ProxyHeader version2() {
		if (inSignature(SIGNATURE_2) || this.length < FIXED) {
			return null;
		}
		if (this.length == FIXED) {
			this.end = FIXED + checkFixed();
		}
		return (this.length == this.end) ? content() : null;
	}

	/**
	 * Checks what comes before the addresses.
	 * @return how many bytes follow
	 */
	private int checkFixed() {
		int command = unsigned(12);
		if (command != LOCAL && command != PROXY) {
			throw invalid("unknown version or command");
		}
		int family = unsigned(13);
		if (command == PROXY && (family >> 4 > UNIX || (family & 0xF) > 2)) {
			throw invalid("unknown address family or protocol");
		}
		int rest = unsigned(14) << 8 | unsigned(15);
		if (rest > MAX_REST) {
			throw invalid("header too long");
		}
		if (rest < addressBytes()) {
			throw invalid("header too short for its addresses");
		}
		return rest;
	}

	/**
	 * How many bytes the addresses take, if they are ones that we read: two addresses and
	 * two ports. Those of other families, and of LOCAL, are to be skipped.
	 */
	private int addressBytes() {
		if (unsigned(12) == LOCAL) {
			return 0;
		}
		return switch (unsigned(13)) {
			case TCP_IPV4 -> 2 * (4 + 2);
			case TCP_IPV6 -> 2 * (16 + 2);
			default -> 0;
		};
	}

	private ProxyHeader content() {
		int addresses = addressBytes();
		if (addresses == 0) {
			return new ProxyHeader(null, false);
		}
		int size = addresses / 2 - 2;
		int port = FIXED + 2 * size;
		InetAddress address = IpAddress.of(Arrays.copyOfRange(this.head, FIXED, FIXED + size));
		InetSocketAddress source = new InetSocketAddress(address, unsigned(port) << 8 | unsigned(port + 1));
		return new ProxyHeader(source, isSecure(FIXED + addresses));
	}

	/**
	 * Looks through the type-length-value vectors for the one that tells of the client's
	 * TLS (section 2.2.6), and passes over the others.
	 */
	private boolean isSecure(int from) {
		boolean secure = false;
		int at = from;
		while (at < this.end) {
			int value = at + 3;
			int next = (value <= this.end) ? value + (unsigned(at + 1) << 8 | unsigned(at + 2)) : value;
			if (next > this.end) {
				throw invalid("malformed type-length-value vector");
			}
			if (unsigned(at) == TYPE_SSL && next > value) {
				secure = (unsigned(value) & CLIENT_SSL) != 0;
			}
			at = next;
		}
		return secure;
	}

	private int unsigned(int at) {
		return this.head[at] & 0xFF;
	}

	private static InvalidProxyHeaderException invalid(String message) {
		return new InvalidProxyHeaderException(message);
	}

}
