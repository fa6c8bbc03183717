package dev.duplex.conformance.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A configuration file with names between at signs for what differs.
 */
enum Template {

	NGINX("nginx.conf"),

	NGINX_STREAM("nginx-stream.conf"),

	HAPROXY("haproxy.cfg"),

	HAPROXY_TCP("haproxy-tcp.cfg"),

	HAPROXY_TCP_VERSION_1("haproxy-tcp-v1.cfg"),

	TINYPROXY("tinyproxy.conf");

	private final String file;

	Template(String file) {
		this.file = file;
	}

	/**
	 * The text with everything filled in.
	 * @param values the values by name
	 */
	String fill(Map<String, String> values) {
		String text = text();
		for (Map.Entry<String, String> value : values.entrySet()) {
			text = text.replace("@" + value.getKey() + "@", value.getValue());
		}
		if (text.contains("@")) {
			throw new IllegalArgumentException("a value is missing in " + text);
		}
		return text;
	}

	/**
	 * The names of the ports that it listens on.
	 */
	List<String> ports() {
		String text = text();
		return Stream.of("plain", "tls").filter((name) -> text.contains("@" + name + "@")).toList();
	}

	private String text() {
		try (InputStream in = Template.class.getResourceAsStream("/proxy/" + this.file)) {
			return new String(in.readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
