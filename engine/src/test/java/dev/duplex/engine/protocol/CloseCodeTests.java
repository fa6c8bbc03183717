package dev.duplex.engine.protocol;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link CloseCode} (RFC 6455 section 7.4).
 */
class CloseCodeTests {

	@ParameterizedTest
	@ValueSource(ints = { 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999 })
	void bothSidesMaySend(int code) {
		assertThat(CloseCode.isValidOnWire(code)).isTrue();
		assertThat(CloseCode.isValidFromServer(code)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, 0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535, 65_536, 66_536 })
	void nobodyMaySend(int code) {
		assertThat(CloseCode.isValidOnWire(code)).isFalse();
		assertThat(CloseCode.isValidFromServer(code)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(ints = 1010)
	void onlyAClientMaySend(int code) {
		assertThat(CloseCode.isValidOnWire(code)).isTrue();
		assertThat(CloseCode.isValidFromServer(code)).isFalse();
	}

}
