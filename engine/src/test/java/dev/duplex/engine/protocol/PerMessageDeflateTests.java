package dev.duplex.engine.protocol;

import java.util.List;

import dev.duplex.engine.tck.DeflateOffers;
import dev.duplex.engine.tck.DeflateOffers.Offer;
import dev.duplex.engine.tck.RawRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The negotiation of permessage-deflate (RFC 7692 section 7.1).
 */
class PerMessageDeflateTests {

	static List<Offer> offers() {
		return DeflateOffers.all();
	}

	@ParameterizedTest
	@MethodSource("offers")
	void answersAnOffer(Offer offer) {
		RawRequest request = RawRequest.handshake("/");
		for (String line : offer.lines()) {
			request = request.with("Sec-WebSocket-Extensions: " + line);
		}
		HandshakeRequest parsed = Requests.parse(request);
		if (offer.isMalformed()) {
			assertThatExceptionOfType(HandshakeException.class).isThrownBy(() -> OpeningHandshake.check(parsed))
				.satisfies((ex) -> assertThat(ex.refusal().status()).isEqualTo(400));
			return;
		}
		OpeningHandshake.check(parsed);
		PerMessageDeflate agreed = PerMessageDeflate.accept(parsed, true);
		assertThat((agreed != null) ? agreed.header() : null).isEqualTo(offer.answer());
	}

	@Test
	void isNothingWithoutAnOffer() {
		assertThat(PerMessageDeflate.accept(Requests.parse(RawRequest.handshake("/")), true)).isNull();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			''                            | ''
			; server_no_context_takeover  | ''
			; client_no_context_takeover  | ''
			; server_max_window_bits=15   | ; server_max_window_bits=15
			""")
	void tellsBothSidesNotToKeepContextsIfWeDoNotWantThem(String parameters, String rest) {
		PerMessageDeflate agreed = accept("permessage-deflate" + parameters, false);
		assertThat(agreed).isNotNull();
		assertThat(agreed.serverNoContextTakeover()).isTrue();
		assertThat(agreed.clientNoContextTakeover()).isTrue();
		assertThat(agreed.header())
			.isEqualTo("permessage-deflate; server_no_context_takeover; client_no_context_takeover" + rest);
	}

	@Test
	void keepsWhatWasAgreedOn() {
		assertThat(accept("permessage-deflate", true))
			.isEqualTo(new PerMessageDeflate(false, false, 15, 15, "permessage-deflate"));
		assertThat(accept("permessage-deflate; client_no_context_takeover; server_max_window_bits=8", true))
			.isEqualTo(new PerMessageDeflate(false, true, 8, 15,
					"permessage-deflate; client_no_context_takeover; server_max_window_bits=8"));
	}

	private static PerMessageDeflate accept(String offers, boolean contextTakeover) {
		HandshakeRequest request = Requests
			.parse(RawRequest.handshake("/").with("Sec-WebSocket-Extensions: " + offers));
		OpeningHandshake.check(request);
		return PerMessageDeflate.accept(request, contextTakeover);
	}

}
