package dev.duplex.spring.endpoint;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringWriter;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.duplex.engine.Topics;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.Header;
import dev.duplex.spring.EndpointArgument;
import dev.duplex.spring.EndpointArgumentResolver;
import dev.duplex.spring.OnBinary;
import dev.duplex.spring.OnConnect;
import dev.duplex.spring.OnText;
import dev.duplex.spring.WebSocketEndpoint;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.MethodParameter;
import org.springframework.core.annotation.Order;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.RequestAttribute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Arguments from cookies, attributes and languages, messages as streams, and kinds of
 * arguments that the application adds.
 */
class HandlerArgumentTests {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "session=a%20b; level=3|a b 3", "level=4;session=c|c 4", "session=d|d 1",
					"xsession=e; session=f; session=g|f 1", "session=50%; level=2|50% 2", "session=\"q\"|\"q\" 1",
					"session=a=b|a=b 1" })
	void cookiesAreTaken(String cookies, String result) {
		try (EndpointTestContext context = EndpointTestContext.of(Cookies.class)) {
			assertThat(context.connect("/cookies", null, new Header("Cookie", cookies)).sent)
				.containsExactly("text " + result);
		}
	}

	@ParameterizedTest
	@CsvSource({ "level=3", "Session=a", "session", "=a", "session=a; level=x" })
	void cookieThatIsMissingOrOfTheWrongTypeCloses(String cookies) {
		try (EndpointTestContext context = EndpointTestContext.of(Cookies.class)) {
			assertThat(context.connect("/cookies", null, new Header("Cookie", cookies)).sent)
				.containsExactly("close 1008 handshake parameters not acceptable");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "de-CH,en;q=0.5|de-CH", "en;q=0.5,fr|fr", "*;q=x|default", "|default" })
	void localeIsTheLanguageLikedBest(@Nullable String accepted, String language) {
		Header[] headers = (accepted != null) ? new Header[] { new Header("Accept-Language", accepted) }
				: new Header[0];
		String expected = language.equals("default") ? Locale.getDefault().toLanguageTag() : language;
		try (EndpointTestContext context = EndpointTestContext.of(Languages.class)) {
			assertThat(context.connect("/languages", null, headers).sent).containsExactly("text " + expected);
		}
	}

	@Test
	void attributesAreThoseOfTheConnectionAtThatTime() {
		try (EndpointTestContext context = EndpointTestContext.of(Attributes.class)) {
			FakeConnection connection = context.connect("/attributes").text("a");
			connection.attributes().put("tenant", "acme");
			connection.attributes().put("level", 3);
			connection.text("b");
			assertThat(connection.sent).containsExactly("text a null empty", "text b acme 3");
			assertThat(connection.binary("c").reported).isEmpty();
			connection.attributes().remove("level");
			assertThat(connection.binary("d").reported).singleElement()
				.isInstanceOf(IllegalStateException.class)
				.extracting(Throwable::getMessage)
				.isEqualTo("The connection has no attribute 'level' for Attributes.needed");
		}
	}

	@Test
	void topicsArePassed() {
		try (EndpointTestContext context = EndpointTestContext.of(Publishing.class)) {
			context.connect("/publishing").text("a");
			assertThat(context.topics.published).containsExactly("news text a");
		}
	}

	@Test
	void messageIsTakenAsAStream() {
		try (EndpointTestContext context = EndpointTestContext.of(Streams.class)) {
			FakeConnection connection = context.connect("/streams")
				.binary("abc")
				.text("d\u00e9")
				.textInDirectMemory("f");
			assertThat(connection.sent).containsExactly("text stream abc", "text reader d\u00e9", "text reader f");
		}
	}

	@Test
	void streamMayBeKept() throws IOException {
		try (EndpointTestContext context = EndpointTestContext.of(Keeping.class)) {
			context.connect("/keeping").binary("abc").binary("def");
			List<InputStream> kept = context.application.getBean(Keeping.class).kept;
			assertThat(kept.get(0).readAllBytes()).isEqualTo("abc".getBytes(StandardCharsets.UTF_8));
			assertThat(kept.get(1).readAllBytes()).isEqualTo("def".getBytes(StandardCharsets.UTF_8));
		}
	}

	@Test
	void binaryMessageIsNotCharacters() {
		assertThatExceptionOfType(InvalidEndpointException.class)
			.isThrownBy(() -> EndpointTestContext.of(Characters.class))
			.withMessageContaining("A binary message is not text.");
	}

	@Test
	void primitiveAttributeIsRequired() {
		assertThatExceptionOfType(InvalidEndpointException.class)
			.isThrownBy(() -> EndpointTestContext.of(PrimitiveAttribute.class))
			.withMessageContaining("a primitive cannot be null. Take Integer.");
	}

	@Test
	void applicationAddsArguments() {
		try (EndpointTestContext context = EndpointTestContext.of(Tenants.class, Resolvers.class)) {
			FakeConnection connection = context.connect("/tenants").text("hello");
			assertThat(connection.sent).containsExactly("text " + connection.id(),
					"text hello to Tenant[name=" + connection.id() + "]");
		}
	}

	@Test
	void resolversAreAskedOnceForEachParameterInOrder() {
		try (EndpointTestContext context = EndpointTestContext.of(Tenants.class, Resolvers.class)) {
			List<String> asked = context.application.getBean(Resolvers.class).asked;
			assertThat(asked).containsExactlyInAnyOrder("first open tenant", "first say text", "first say tenant",
					"second say text");
			context.connect("/tenants").text("a").text("b");
			assertThat(asked).hasSize(4);
		}
	}

	@Test
	void whatAnArgumentThrowsIsTheHandlersFailure() {
		try (EndpointTestContext context = EndpointTestContext.of(Tenants.class, Refusing.class)) {
			FakeConnection connection = context.connect("/tenants");
			assertThat(connection.reported).singleElement().isInstanceOf(UnsupportedOperationException.class);
			assertThat(connection.sent).containsExactly("close 1011 Internal error");
		}
	}

	@WebSocketEndpoint("/cookies")
	static class Cookies {

		@OnConnect
		String open(@CookieValue String session, @CookieValue(defaultValue = "1") int level) {
			return session + " " + level;
		}

	}

	@WebSocketEndpoint("/languages")
	static class Languages {

		@OnConnect
		String open(Locale locale) {
			return locale.toLanguageTag();
		}

	}

	@WebSocketEndpoint("/attributes")
	static class Attributes {

		@OnText
		String take(String text, @RequestAttribute(required = false) String tenant,
				@RequestAttribute Optional<Integer> level) {
			return text + " " + tenant + " " + level.map(String::valueOf).orElse("empty");
		}

		@OnBinary
		void needed(@RequestAttribute int level) {
		}

	}

	@WebSocketEndpoint("/publishing")
	static class Publishing {

		@OnText
		void take(String text, Topics topics) {
			topics.publishText("news", text);
		}

	}

	@WebSocketEndpoint("/streams")
	static class Streams {

		@OnBinary
		String binary(InputStream stream) throws IOException {
			return "stream " + new String(stream.readAllBytes(), StandardCharsets.UTF_8);
		}

		@OnText
		String text(Reader reader) throws IOException {
			StringWriter text = new StringWriter();
			reader.transferTo(text);
			return "reader " + text;
		}

	}

	@WebSocketEndpoint("/keeping")
	static class Keeping {

		final List<InputStream> kept = new ArrayList<>();

		@OnBinary
		void binary(InputStream stream) {
			this.kept.add(stream);
		}

	}

	@WebSocketEndpoint("/invalid")
	static class Characters {

		@OnBinary
		void binary(Reader reader) {
		}

	}

	@WebSocketEndpoint("/invalid")
	static class PrimitiveAttribute {

		@OnText
		void take(@RequestAttribute(required = false) int level) {
		}

	}

	record Tenant(String name) {
	}

	@Target(ElementType.PARAMETER)
	@Retention(RetentionPolicy.RUNTIME)
	@interface CurrentTenant {

	}

	@WebSocketEndpoint("/tenants")
	static class Tenants {

		@OnConnect
		String open(@CurrentTenant String tenant) {
			return tenant;
		}

		@OnText
		String say(String text, Tenant tenant) {
			return text + " to " + tenant;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Resolvers {

		final List<String> asked = new ArrayList<>();

		@Bean
		@Order(2)
		EndpointArgumentResolver second() {
			return (parameter) -> ask("second", parameter);
		}

		@Bean
		@Order(1)
		EndpointArgumentResolver first() {
			return (parameter) -> {
				ask("first", parameter);
				if (parameter.hasParameterAnnotation(CurrentTenant.class)) {
					return WebSocketConnection::id;
				}
				return (parameter.getParameterType() == Tenant.class) ? (connection) -> new Tenant(connection.id())
						: null;
			};
		}

		private @Nullable EndpointArgument ask(String name, MethodParameter parameter) {
			this.asked.add(name + " " + parameter.getExecutable().getName() + " " + parameter.getParameterName());
			return null;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Refusing {

		@Bean
		EndpointArgumentResolver refusing() {
			return (parameter) -> (parameter.getParameterIndex() == 0) ? (connection) -> {
				throw new UnsupportedOperationException();
			} : null;
		}

	}

}
