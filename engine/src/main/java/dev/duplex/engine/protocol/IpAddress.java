package dev.duplex.engine.protocol;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * IP addresses as text (RFC 4291 section 2.2, RFC 6943 section 3.1.1), in their strict
 * form. Never asks the DNS: behind a proxy, an address may be any text of a client.
 */
final class IpAddress {

	private static final int MAX_LENGTH = "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255".length();

	private static final int IPV4_BYTES = 4;

	private static final int IPV6_BYTES = 16;

	private IpAddress() {
	}

	/**
	 * Reads an address. One of IPv4 that is written as IPv6 ({@code ::ffff:192.0.2.1}) is
	 * the IPv4 address.
	 * @return the address, or {@code null} if the text is none
	 */
	static @Nullable InetAddress parse(String text) {
		if (text.length() > MAX_LENGTH) {
			return null;
		}
		byte[] bytes = isIpv6(text) ? ipv6(text) : ipv4(text);
		return (bytes != null) ? of(bytes) : null;
	}

	/**
	 * Reads an address with or without a port, as proxies write them: {@code 192.0.2.1},
	 * {@code 192.0.2.1:80}, {@code 2001:db8::1}, {@code [2001:db8::1]:80}. The port may
	 * be hidden behind a name with an underscore (RFC 7239 section 6.3).
	 * @return the address, with port 0 if it has none or a hidden one; or {@code null} if
	 * the text is none
	 */
	static @Nullable InetSocketAddress parseWithPort(String text) {
		String host = text;
		String port = "";
		int bracket = text.indexOf(']');
		int colon = text.indexOf(':');
		if (text.startsWith("[")) {
			host = text.substring(1, Math.max(1, bracket));
			port = text.substring(bracket + 1);
			if (!isIpv6(host)) {
				return null;
			}
		}
		else if (colon >= 0 && text.indexOf(':', colon + 1) < 0) {
			host = text.substring(0, colon);
			port = text.substring(colon);
		}
		InetAddress address = parse(host);
		int number = port.isEmpty() || port.startsWith(":_") ? 0
				: port.startsWith(":") ? HttpGrammar.parsePort(port.substring(1)) : -1;
		return (address != null && number >= 0) ? new InetSocketAddress(address, number) : null;
	}

	static boolean isIpv6(String text) {
		return text.indexOf(':') >= 0;
	}

	/**
	 * An address from the four or sixteen bytes of its number.
	 */
	static InetAddress of(byte[] bytes) {
		try {
			return InetAddress.getByAddress(bytes);
		}
		catch (UnknownHostException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	private static byte @Nullable [] ipv4(String text) {
		byte[] bytes = new byte[IPV4_BYTES];
		int at = 0;
		for (int i = 0; i < IPV4_BYTES; i++) {
			int dot = text.indexOf('.', at);
			boolean last = i == IPV4_BYTES - 1;
			int value = (last == dot < 0) ? octet(text, at, last ? text.length() : dot) : -1;
			if (value < 0) {
				return null;
			}
			bytes[i] = (byte) value;
			at = dot + 1;
		}
		return bytes;
	}

	/**
	 * A zero in front is refused: some readers take such a number for an octal one.
	 */
	private static int octet(String text, int from, int to) {
		if (to <= from || to > from + 3 || to > from + 1 && text.charAt(from) == '0') {
			return -1;
		}
		int value = 0;
		for (int i = from; i < to; i++) {
			char c = text.charAt(i);
			if (c < '0' || c > '9') {
				return -1;
			}
			value = value * 10 + c - '0';
		}
		return (value <= 255) ? value : -1;
	}

	private static byte @Nullable [] ipv6(String text) {
		byte[] bytes = new byte[IPV6_BYTES];
		int length = 0;
		int gap = text.startsWith("::") ? 0 : -1;
		int at = (gap == 0) ? 2 : 0;
		while (at < text.length()) {
			int colon = text.indexOf(':', at);
			int end = (colon < 0) ? text.length() : colon;
			byte[] group = (colon < 0 && text.indexOf('.', at) >= 0) ? ipv4(text.substring(at)) : group(text, at, end);
			if (group == null || length + group.length > IPV6_BYTES) {
				return null;
			}
			System.arraycopy(group, 0, bytes, length, group.length);
			length += group.length;
			at = end + 1;
			if (colon >= 0 && at == text.length()) {
				return null;
			}
			if (colon >= 0 && text.charAt(at) == ':') {
				if (gap >= 0) {
					return null;
				}
				gap = length;
				at++;
			}
		}
		return fill(bytes, length, gap);
	}

	/**
	 * Makes the zeros that "::" stands for, one group at least.
	 */
	private static byte @Nullable [] fill(byte[] bytes, int length, int gap) {
		if (gap < 0) {
			return (length == IPV6_BYTES) ? bytes : null;
		}
		if (length > IPV6_BYTES - 2) {
			return null;
		}
		int tail = length - gap;
		System.arraycopy(bytes, gap, bytes, IPV6_BYTES - tail, tail);
		Arrays.fill(bytes, gap, IPV6_BYTES - tail, (byte) 0);
		return bytes;
	}

	private static byte @Nullable [] group(String text, int from, int to) {
		if (to <= from || to > from + 4) {
			return null;
		}
		int value = 0;
		for (int i = from; i < to; i++) {
			if (!HttpGrammar.isHex(text.charAt(i))) {
				return null;
			}
			value = value << 4 | Character.digit(text.charAt(i), 16);
		}
		return new byte[] { (byte) (value >> 8), (byte) value };
	}

}
