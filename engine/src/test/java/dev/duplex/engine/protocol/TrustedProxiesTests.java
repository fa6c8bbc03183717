package dev.duplex.engine.protocol;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * {@link TrustedProxies} and {@link AddressRange} (RFC 4632 section 3.1).
 */
class TrustedProxiesTests {

	@ParameterizedTest
	@CsvSource({ "10.0.0.0/8,10.0.0.0,true", "10.0.0.0/8,10.255.255.255,true", "10.0.0.0/8,11.0.0.0,false",
			"10.0.0.0/8,9.255.255.255,false", "192.0.2.4/30,192.0.2.7,true", "192.0.2.4/30,192.0.2.8,false",
			"192.0.2.1,192.0.2.1,true", "192.0.2.1,192.0.2.2,false", "192.0.2.1/32,192.0.2.1,true",
			"0.0.0.0/0,192.0.2.1,true", "0.0.0.0/0,::1,false", "::/0,192.0.2.1,false", "::/0,2001:db8::1,true",
			"::1,::1,true", "::1,::2,false", "fd00::/8,fdff::1,true", "fd00::/8,fe00::1,false",
			"2001:db8::/33,2001:db8:7fff::1,true", "2001:db8::/33,2001:db8:8000::1,false",
			"192.0.2.1,::ffff:192.0.2.1,true", "::ffff:192.0.2.1,192.0.2.1,true" })
	void aRangeHoldsWhatBeginsWithItsPrefix(String range, String address, boolean contains) throws Exception {
		assertThat(trusted(range, address)).isEqualTo(contains);
	}

	private static boolean trusted(String range, String address) throws UnknownHostException {
		return TrustedProxies.of(List.of(range))
			.contains(new InetSocketAddress(InetAddress.getByName(address), 40_000));
	}

	@ParameterizedTest
	@CsvSource({ "proxy.local,is neither an address", "10.0.0.0/,is neither an address",
			"10.0.0.0/x,is neither an address", "10.0.0.0/-1,is neither an address",
			"10.0.0.0/8/8,is neither an address", "10.0.0/8,is neither an address", "/8,is neither an address",
			"10.0.0.0/33,must have a prefix from 0 to 32", "::/129,must have a prefix from 0 to 128",
			"::ffff:10.0.0.0/104,must have a prefix from 0 to 32",
			"10.1.2.3/8,has bits set behind its prefix; 10.0.0.0/8 is the range",
			"fd00::1/8,has bits set behind its prefix" })
	void aMalformedRangeIsExplained(String range, String reason) {
		assertThatIllegalArgumentException().isThrownBy(() -> TrustedProxies.of(List.of("10.0.0.0/8", range)))
			.withMessageContaining(reason);
	}

	@Test
	void anyOfTheRangesCounts() throws Exception {
		TrustedProxies trusted = TrustedProxies.of(List.of("10.0.0.0/8", "::1"));
		assertThat(trusted.contains(new InetSocketAddress(InetAddress.getByName("::1"), 1))).isTrue();
		assertThat(trusted.contains(new InetSocketAddress(InetAddress.getByName("10.0.0.1"), 1))).isTrue();
		assertThat(trusted.contains(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 1))).isFalse();
		assertThat(trusted.ranges()).extracting(AddressRange::toString)
			.containsExactly("10.0.0.0/8", "0:0:0:0:0:0:0:1/128");
	}

	@Test
	void nobodyIsTrustedByDefaultNorByName() {
		InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
		assertThat(TrustedProxies.none().isEmpty()).isTrue();
		assertThat(TrustedProxies.none().contains(loopback)).isFalse();
		assertThat(TrustedProxies.of(List.of("0.0.0.0/0")).contains(InetSocketAddress.createUnresolved("127.0.0.1", 1)))
			.isFalse();
	}

}
