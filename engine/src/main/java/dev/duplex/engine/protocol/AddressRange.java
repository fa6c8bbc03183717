package dev.duplex.engine.protocol;

import java.net.InetAddress;

/**
 * A range of IP addresses in CIDR notation (RFC 4632 section 3.1, RFC 4291 section 2.3).
 *
 * @param network the first address; the bits behind the prefix are zero
 * @param prefix how many bits all addresses of the range begin with
 */
public record AddressRange(InetAddress network, int prefix) {

	/**
	 * Checks the range.
	 * @throws IllegalArgumentException if the prefix is out of range, or bits are set
	 * behind it
	 */
	public AddressRange {
		byte[] bytes = network.getAddress();
		if (prefix < 0 || prefix > bytes.length * Byte.SIZE) {
			throw new IllegalArgumentException("'%s/%d' must have a prefix from 0 to %d"
				.formatted(network.getHostAddress(), prefix, bytes.length * Byte.SIZE));
		}
		InetAddress first = first(bytes, prefix);
		if (!first.equals(network)) {
			// Whoever writes 10.1.2.3/8 may have meant one address, or all of them.
			throw new IllegalArgumentException("'%1$s/%2$d' has bits set behind its prefix; %3$s/%2$d is the range"
				.formatted(network.getHostAddress(), prefix, first.getHostAddress()));
		}
	}

	/**
	 * Reads a range, or a single address.
	 * @param text a range such as {@code 10.0.0.0/8} or {@code fd00::/8}, or an address
	 * @return the range
	 * @throws IllegalArgumentException if it is neither
	 */
	public static AddressRange parse(String text) {
		int slash = text.indexOf('/');
		InetAddress address = IpAddress.parse((slash < 0) ? text : text.substring(0, slash));
		int prefix = (slash < 0) ? 0 : prefix(text.substring(slash + 1));
		if (address == null || prefix < 0) {
			throw new IllegalArgumentException(
					"'" + text + "' is neither an address such as 10.0.0.5 nor a range such as 10.0.0.0/8");
		}
		return new AddressRange(address, (slash < 0) ? address.getAddress().length * Byte.SIZE : prefix);
	}

	private static int prefix(String text) {
		boolean digits = !text.isEmpty() && text.length() <= 3 && text.chars().allMatch((c) -> c >= '0' && c <= '9');
		return digits ? Integer.parseInt(text) : -1;
	}

	private static InetAddress first(byte[] bytes, int prefix) {
		for (int bit = prefix; bit < bytes.length * Byte.SIZE; bit++) {
			bytes[bit / Byte.SIZE] &= (byte) ~(0x80 >> bit % Byte.SIZE);
		}
		return IpAddress.of(bytes);
	}

	/**
	 * Whether an address is of the range.
	 * @param address the address; one of IPv4 is of no range of IPv6, nor the other way
	 * round
	 * @return whether it begins with the prefix
	 */
	public boolean contains(InetAddress address) {
		byte[] bytes = address.getAddress();
		return bytes.length == this.network.getAddress().length && first(bytes, this.prefix).equals(this.network);
	}

	/**
	 * The range in CIDR notation.
	 */
	@Override
	public String toString() {
		return this.network.getHostAddress() + "/" + this.prefix;
	}

}
