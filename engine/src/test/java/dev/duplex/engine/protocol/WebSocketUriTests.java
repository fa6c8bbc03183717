package dev.duplex.engine.protocol;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link WebSocketUri} (RFC 6455 section 3).
 */
class WebSocketUriTests {

	@ParameterizedTest
	@CsvSource(nullValues = "-", value = { "ws://example.com, false, example.com, 80, /, -, example.com",
			"WSS://Example.COM:443/a/b?c=d&e, true, example.com, 443, /a/b, c=d&e, example.com",
			"ws://example.com:443?q, false, example.com, 443, /, q, example.com:443",
			"wss://[::1]:9001/, true, [::1], 9001, /, -, [::1]:9001",
			"ws://my_service:8080/x, false, my_service, 8080, /x, -, my_service:8080",
			"ws://h/%C3%A9?a=%20&b=/?, false, h, 80, /%C3%A9, a=%20&b=/?, h", "ws://h/?, false, h, 80, /, '', h" })
	void isTakenApart(String uri, boolean secure, String host, int port, String path, String query, String authority) {
		WebSocketUri parsed = WebSocketUri.parse(uri);
		assertThat(parsed).isEqualTo(new WebSocketUri(secure, host, port, path, query));
		assertThat(parsed.authority()).isEqualTo(authority);
		assertThat(parsed.resourceName()).isEqualTo((query != null) ? path + "?" + query : path);
	}

	@Test
	void anAddressIsLookedUpWithoutBrackets() {
		assertThat(WebSocketUri.parse("ws://[::1]/").hostName()).isEqualTo("::1");
		assertThat(WebSocketUri.parse("ws://example.com/").hostName()).isEqualTo("example.com");
	}

	@Test
	void itsTextLeavesTheQueryOut() {
		assertThat(WebSocketUri.parse("wss://example.com:1/path?token=secret")).hasToString("wss://example.com:1/path");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "http://example.com/", "ws:/example.com", "ws://", "ws:///path", "ws://h/#f",
			"ws://h#", "ws://u@h/", "ws://u:p@h/", "ws://h:0/", "ws://h:65536/", "ws://h:/", "ws://h:a/", "ws://[::1/",
			"ws://h/a b", "ws://h/é", "ws://h/%", "ws://h/%4", "ws://h/%zz", "ws://h/a\r\nX: y", "ws://h/\"",
			"ws://h h/" })
	void whatIsNoneIsRefused(String uri) {
		assertThatIllegalArgumentException().isThrownBy(() -> WebSocketUri.parse(uri))
			.withMessageStartingWith("WebSocket URI ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "ws://u:secret@h/", "ws://u:secret@h/#f", "https://u:secret@h/", "u:secret@h",
			"ws://h:0/?token=secret", "ws://h/?token=secret#f", "ws://h/?token=secret\u00e9", "ws://h/#secret",
			"http://h?token=secret", "ws://u:?@secret" })
	void secretsAreNotRepeated(String uri) {
		assertThatIllegalArgumentException().isThrownBy(() -> WebSocketUri.parse(uri))
			.withMessageNotContaining("secret");
	}

	@Test
	void aRefusalNamesTheUri() {
		assertThatIllegalArgumentException().isThrownBy(() -> WebSocketUri.parse("http://h:1/path?q"))
			.withMessage("WebSocket URI http://h:1/path must begin with ws:// or wss://");
	}

}
