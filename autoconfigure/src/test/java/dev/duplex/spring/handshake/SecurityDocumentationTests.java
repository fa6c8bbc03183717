package dev.duplex.spring.handshake;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.protocol.Header;
import dev.duplex.spring.HandshakeAnswer;
import dev.duplex.spring.HandshakeDetails;
import dev.duplex.spring.HandshakeFilter;
import dev.duplex.spring.testing.DocumentationExamples;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each example of {@code docs/security.md} compiles, is a bean, and accepts a handshake
 * that has all it asks for.
 */
class SecurityDocumentationTests {

	private static final String IMPORTS = """
			import java.util.*;
			import java.util.concurrent.*;
			import dev.duplex.spring.*;
			import org.springframework.core.annotation.*;
			import org.springframework.stereotype.*;
			""";

	private static final Pattern FILTER = Pattern.compile("\nclass (\\w+) implements HandshakeFilter");

	private static final HandshakeDetails HANDSHAKE = new HandshakeDetails("/rooms/{room}", Map.of("room", "a"),
			new HandshakeRequest("GET", "/rooms/a", null,
					List.of(new Header("X-Api-Key", "k-1"), new Header("Sec-WebSocket-Protocol", "chat.v1, chat.v2")),
					false, "localhost", 80, new InetSocketAddress("127.0.0.1", 1)),
			null, null, Map.of());

	private static final Map<String, HandshakeAnswer> ANSWERS = Map.of("Closed", HandshakeAnswer.accept(), "Quota",
			HandshakeAnswer.accept(), "Newest", HandshakeAnswer.accept().withSubprotocol("chat.v2"));

	@TempDir
	Path folder;

	@TestFactory
	Stream<DynamicTest> examplesWork() throws Exception {
		return DocumentationExamples.tests("security.md", IMPORTS, FILTER, this.folder, this::ask);
	}

	private void ask(Class<?> filter) throws Exception {
		String name = filter.getSimpleName();
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(filter)) {
			HandshakeAnswer answer = context.getBean(HandshakeFilter.class).filter(HANDSHAKE);
			if (name.equals("ApiKeys")) {
				assertThat(answer).isInstanceOfSatisfying(HandshakeAnswer.Accept.class, (accept) -> {
					assertThat(accept.attributes()).containsEntry("tenant", "acme");
					assertThat(accept.principal()).isNotNull();
				});
			}
			else {
				assertThat(answer).isEqualTo(ANSWERS.get(name));
			}
		}
	}

}
