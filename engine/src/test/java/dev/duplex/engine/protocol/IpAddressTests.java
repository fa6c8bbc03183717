package dev.duplex.engine.protocol;

import java.net.InetAddress;
import java.net.InetSocketAddress;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link IpAddress} (RFC 4291 section 2.2).
 */
class IpAddressTests {

	@ParameterizedTest
	@CsvSource({ "0.0.0.0,0.0.0.0", "192.0.2.1,192.0.2.1", "255.255.255.255,255.255.255.255", "::,0:0:0:0:0:0:0:0",
			"::1,0:0:0:0:0:0:0:1", "1::,1:0:0:0:0:0:0:0", "2001:DB8::a:0:1,2001:db8:0:0:0:a:0:1",
			"1:2:3:4:5:6:7:8,1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::,1:2:3:4:5:6:7:0", "::2:3:4:5:6:7:8,0:2:3:4:5:6:7:8",
			"1:2:3:4:5:6:192.0.2.1,1:2:3:4:5:6:c000:201", "64:ff9b::192.0.2.1,64:ff9b:0:0:0:0:c000:201",
			"::ffff:192.0.2.1,192.0.2.1", "::ffff:c000:201,192.0.2.1",
			"0001:0002:0003:0004:0005:0006:0007:0008,1:2:3:4:5:6:7:8" })
	void readsAddresses(String text, String meant) throws Exception {
		assertThat(IpAddress.parse(text)).isEqualTo(InetAddress.getByName(meant));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", " ", "localhost", "unknown", "1", "1.2.3", "1.2.3.4.5", "1.2.3.", ".1.2.3", "1..2.3",
			"1.2.3.4 ", " 1.2.3.4", "1.2.3.256", "1.2.3.1000", "01.2.3.4", "1.2.3.00", "0x1.2.3.4", "1.2.3.-4",
			"1.2.3.+4", "1.2.3.\u0664", ":", ":::", "1:", ":1", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3",
			"1:::2", "1:2:3:4:5:6:7:8::", "::1:2:3:4:5:6:7:8", "1:2:3:4::5:6:7:8", "12345::", "g::", "::1%eth0",
			"[::1]", "::1.2.3", "1.2.3.4::", "::1.2.3.4:5", "1:2:3:4:5:6:7:1.2.3.4", "::1/128", "::\u0661",
			"0000:0000:0000:0000:0000:0000:0000:0000:0000:0000" })
	void refusesAllElse(String text) {
		assertThat(IpAddress.parse(text)).isNull();
	}

	@ParameterizedTest
	@CsvSource({ "192.0.2.1,192.0.2.1,0", "192.0.2.1:8080,192.0.2.1,8080", "192.0.2.1:_http,192.0.2.1,0",
			"2001:db8::1,2001:db8::1,0", "[2001:db8::1],2001:db8::1,0", "[2001:db8::1]:65535,2001:db8::1,65535",
			"[::ffff:192.0.2.1]:1,192.0.2.1,1" })
	void readsAddressesWithPorts(String text, String address, int port) throws Exception {
		assertThat(IpAddress.parseWithPort(text))
			.isEqualTo(new InetSocketAddress(InetAddress.getByName(address), port));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "192.0.2.1:", "192.0.2.1:65536", "192.0.2.1:-1", "192.0.2.1:x", "192.0.2.1:80:80",
			"[192.0.2.1]", "[192.0.2.1]:80", "[", "[]", "[]:80", "]:80", "[::1", "::1]", "[::1]80", "[::1]:",
			"[::1]]:80", "[::1]:65536", "localhost:80", "unknown", "_hidden", "[::1]:80 " })
	void refusesAllElseWithPorts(String text) {
		assertThat(IpAddress.parseWithPort(text)).isNull();
	}

	@Test
	void takesNoTimeForLongTexts() {
		assertThat(IpAddress.parse("1.".repeat(100_000))).isNull();
		assertThat(IpAddress.parseWithPort("[".repeat(100_000) + ":".repeat(100_000))).isNull();
	}

}
