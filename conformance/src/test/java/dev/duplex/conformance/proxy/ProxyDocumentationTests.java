package dev.duplex.conformance.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code docs/proxies.md} shows the configuration that the tests use.
 */
class ProxyDocumentationTests {

	private static final Path PAGE = Path.of("..", "docs", "proxies.md");

	private static final Map<String, String> EVERYWHERE = Map.of("server", "10.0.0.5:9090", "idle", "60s");

	private static final Map<String, String> NGINX = Map.of("plain", "80", "tls", "443", "certificate",
			"/etc/nginx/chat.example.com.crt", "key", "/etc/nginx/chat.example.com.key");

	private static final Map<String, String> HAPROXY = Map.of("plain", ":80", "tls", ":443", "certificate",
			"/etc/haproxy/chat.example.com.pem");

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = { "HAPROXY_TCP_VERSION_1", "TINYPROXY" })
	void thePageShowsWhatIsTested(Template template) throws IOException {
		Map<String, String> values = new HashMap<>(template.name().startsWith("NGINX") ? NGINX : HAPROXY);
		values.putAll(EVERYWHERE);
		assertThat(Files.readString(PAGE)).contains("\n" + template.fill(values) + "```");
	}

}
