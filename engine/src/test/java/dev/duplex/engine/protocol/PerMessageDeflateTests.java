package dev.duplex.engine.protocol;

import dev.duplex.engine.tck.RawRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The negotiation of permessage-deflate (RFC 7692 section 7.1).
 */
class PerMessageDeflateTests {

	private static final String DECLINED = "declined";

	/** The offer after the extension's name, and our answer with contexts kept. */
	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-",
			textBlock = """
					''                                                    | permessage-deflate
					; client_max_window_bits                              | permessage-deflate
					; client_max_window_bits=8                            | permessage-deflate
					; client_max_window_bits=10                           | permessage-deflate
					; client_max_window_bits=15                           | permessage-deflate
					; client_max_window_bits="10"                         | permessage-deflate
					; client_max_window_bits=7                            | declined
					; client_max_window_bits=16                           | declined
					; client_max_window_bits=08                           | declined
					; client_max_window_bits=0                            | declined
					; client_max_window_bits=-8                           | declined
					; client_max_window_bits=+8                           | declined
					; client_max_window_bits=10000000000                  | declined
					; client_max_window_bits=x                            | declined
					; server_max_window_bits                              | declined
					; server_max_window_bits=7                            | declined
					; server_max_window_bits=16                           | declined
					; server_max_window_bits=010                          | declined
					; server_max_window_bits=x                            | declined
					; server_max_window_bits=15                           | permessage-deflate; server_max_window_bits=15
					; server_max_window_bits="15"                         | permessage-deflate; server_max_window_bits=15
					; server_max_window_bits=9                            | permessage-deflate; server_max_window_bits=9
					; server_max_window_bits=8                            | permessage-deflate; server_max_window_bits=8
					; server_no_context_takeover                          | permessage-deflate; server_no_context_takeover
					; client_no_context_takeover                          | permessage-deflate; client_no_context_takeover
					; server_no_context_takeover=1                        | declined
					; client_no_context_takeover=true                     | declined
					; server_no_context_takeover; server_no_context_takeover | declined
					; client_max_window_bits; client_max_window_bits=9    | declined
					; server_max_window_bits=9; server_max_window_bits=9  | declined
					; memory_level=9                                      | declined
					; Server_No_Context_Takeover                          | declined
					; constructor                                         | declined
					;client_max_window_bits;server_max_window_bits=10;client_no_context_takeover | permessage-deflate; client_no_context_takeover; server_max_window_bits=10
					""")
	void answersAnOffer(String parameters, String answer) {
		assertThat(answer("permessage-deflate" + parameters)).isEqualTo(answer);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					permessage-deflate; server_max_window_bits=9, permessage-deflate | permessage-deflate; server_max_window_bits=9
					permessage-deflate; server_max_window_bits=7, permessage-deflate | permessage-deflate
					permessage-deflate; x, permessage-bzip2, permessage-deflate; client_no_context_takeover \
					| permessage-deflate; client_no_context_takeover
					x-webkit-deflate-frame, permessage-deflate                       | permessage-deflate
					x-webkit-deflate-frame                                           | declined
					permessage-bzip2                                                 | declined
					permessage-deflat                                                | declined
					PERMESSAGE-DEFLATE                                               | declined
					constructor                                                      | declined
					""")
	void acceptsTheFirstOfferThatCanBeKept(String offers, String answer) {
		assertThat(answer(offers)).isEqualTo(answer);
	}

	@Test
	void readsSeveralLinesAsOneList() {
		RawRequest request = RawRequest.handshake("/")
			.with("Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=99")
			.with("sec-websocket-extensions: foo, permessage-deflate; server_max_window_bits=12")
			.with("Sec-WebSocket-Extensions: permessage-deflate");
		assertThat(PerMessageDeflate.accept(Requests.parse(request), true)).isNotNull()
			.extracting(PerMessageDeflate::serverMaxWindowBits)
			.isEqualTo(12);
	}

	@ParameterizedTest
	@ValueSource(strings = { "permessage-deflate; client_max_window_bits=", "permessage-deflate; a=\"15",
			"permessage-deflate; server_no_context_takeover=\"\"", "permessage-deflate;", "permessage-deflate;;",
			"permessage-deflate; server_max_window_bits=\"1 5\"" })
	void refusesTheHandshakeWhenTheGrammarIsBroken(String offer) {
		RawRequest request = RawRequest.handshake("/").with("Sec-WebSocket-Extensions: " + offer);
		assertThatExceptionOfType(HandshakeException.class)
			.isThrownBy(() -> OpeningHandshake.check(Requests.parse(request)))
			.satisfies((ex) -> assertThat(ex.refusal().status()).isEqualTo(400));
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

	private static String answer(String offers) {
		PerMessageDeflate agreed = accept(offers, true);
		return (agreed != null) ? agreed.header() : DECLINED;
	}

	private static PerMessageDeflate accept(String offers, boolean contextTakeover) {
		HandshakeRequest request = Requests
			.parse(RawRequest.handshake("/").with("Sec-WebSocket-Extensions: " + offers));
		OpeningHandshake.check(request);
		return PerMessageDeflate.accept(request, contextTakeover);
	}

}
