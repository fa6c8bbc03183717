package dev.duplex.engine.protocol;

import java.net.InetSocketAddress;
import java.util.Collection;
import java.util.List;

/**
 * The addresses of proxies that are believed when they tell whom they speak for.
 *
 * @param ranges the addresses
 */
public record TrustedProxies(List<AddressRange> ranges) {

	private static final TrustedProxies NONE = new TrustedProxies(List.of());

	/**
	 * Copies the list.
	 */
	public TrustedProxies {
		ranges = List.copyOf(ranges);
	}

	/**
	 * Trusts nobody.
	 * @return no addresses
	 */
	public static TrustedProxies none() {
		return NONE;
	}

	/**
	 * Reads addresses and ranges.
	 * @param ranges each as {@link AddressRange#parse(String)}
	 * @return the proxies
	 * @throws IllegalArgumentException naming the first that is malformed
	 */
	public static TrustedProxies of(Collection<String> ranges) {
		return new TrustedProxies(ranges.stream().map(AddressRange::parse).toList());
	}

	/**
	 * Whether nobody is trusted.
	 * @return whether there is no address
	 */
	public boolean isEmpty() {
		return this.ranges.isEmpty();
	}

	/**
	 * Whether a peer is one of the proxies.
	 * @param peer the peer's address
	 * @return whether it is trusted; one that is not resolved never is
	 */
	public boolean contains(InetSocketAddress peer) {
		if (peer.isUnresolved()) {
			return false;
		}
		for (AddressRange range : this.ranges) {
			if (range.contains(peer.getAddress())) {
				return true;
			}
		}
		return false;
	}

}
