package dev.duplex.spring.endpoint;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import dev.duplex.spring.OnBinary;
import dev.duplex.spring.OnText;
import dev.duplex.spring.UnknownMessageTypeException;
import dev.duplex.spring.WebSocketEndpoint;
import dev.duplex.spring.WebSocketExceptionHandler;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.annotation.AliasFor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Which handler a message finds by its type.
 */
@ExtendWith(OutputCaptureExtension.class)
class MessageTypeTests {

	@Test
	void eachTypeHasItsHandler() {
		try (EndpointTestContext context = EndpointTestContext.of(Trading.class)) {
			FakeConnection connection = context.connect("/trading")
				.text("{\"type\":\"order\",\"item\":\"tea\"}")
				.text("{\"item\":\"tea\",\"type\":\"cancel\"}")
				.text("{\"type\":\"withdraw\"}")
				.textInDirectMemory("{\"type\":\"order\",\"item\":\"salt\"}");
			assertThat(connection.sent).containsExactly("text ordered tea", "text cancelled", "text cancelled",
					"text ordered salt");
			assertThat(context.observed).containsOnly("/trading text").hasSize(4);
		}
	}

	@Test
	void binaryMessagesHaveTypesOfTheirOwn() {
		try (EndpointTestContext context = EndpointTestContext.of(Trading.class)) {
			assertThat(context.connect("/trading").binary("{\"type\":\"order\",\"item\":\"tea\"}").sent)
				.containsExactly("text binary tea");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"type\":\"secret\"}", "{\"type\":\"Order\"}", "{\"type\":\"order \"}", "{}", "[]", "1",
			"\"order\"", "{\"other\":{\"type\":\"order\"}}", "[{\"type\":\"order\"}]", "{\"type\":null}",
			"{\"type\":[\"order\"]}", "{\"type\":{\"type\":\"order\"}}", "{\"type\":true}", "null", "" })
	void messageOfAnUnknownTypeCloses(String message, CapturedOutput output) {
		try (EndpointTestContext context = EndpointTestContext.of(Trading.class)) {
			FakeConnection connection = context.connect("/trading")
				.text(message)
				.text("{\"type\":\"order\",\"item\":\"tea\"}");
			assertThat(connection.sent).containsExactly("close 1003 message type not accepted");
			assertThat(connection.reported).isEmpty();
			assertThat(context.observed).containsExactly("/trading text UnknownMessageTypeException");
			assertThat(output).contains("Connection " + connection.id() + " to /trading closed with 1003: message ")
				.doesNotContain("secret");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "{", "order", "{\"type\":", "{\"a\":1 \"type\":\"order\"}", "{\"type\":\"ord" })
	void messageThatCannotBeLookedIntoIsNotReadable(String message) {
		try (EndpointTestContext context = EndpointTestContext.of(Trading.class)) {
			assertThat(context.connect("/trading").text(message).sent)
				.containsExactly("close 1007 message not readable");
		}
	}

	@Test
	void messageThatIsMalformedBehindItsTypeIsNotReadable() {
		try (EndpointTestContext context = EndpointTestContext.of(Trading.class)) {
			assertThat(context.connect("/trading").text("{\"type\":\"order\",").sent)
				.containsExactly("close 1007 message not readable");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "{\"type\":\"other\"}", "{}", "ping", "{\"type\":", "" })
	void handlerWithoutATypeTakesWhatIsLeft(String message) {
		try (EndpointTestContext context = EndpointTestContext.of(Lenient.class)) {
			assertThat(context.connect("/lenient").text(message).text("{\"type\":\"a\"}").sent)
				.containsExactly("text rest " + message, "text a");
		}
	}

	@Test
	void unknownTypeReachesExceptionHandlers() {
		try (EndpointTestContext context = EndpointTestContext.of(Handling.class)) {
			assertThat(context.connect("/handling").text("{\"type\":\"b\"}").text("{}").text("{\"type\":\"a\"}").sent)
				.containsExactly("text no b", "text no null", "text a");
		}
	}

	@Test
	void firstFieldOfTheNameCounts() {
		try (EndpointTestContext context = EndpointTestContext.of(Lenient.class)) {
			assertThat(context.connect("/lenient").text("{\"type\":\"a\",\"type\":\"b\"}").sent)
				.containsExactly("text a");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = ';',
			value = { "{\"op\":7};7", "{\"op\":\"7\"};7", "{\"\\u006fp\":\"\\u0037\"};7", "{\"type\":\"7\"};" })
	void fieldIsConfigurable(String message, @Nullable String type) {
		JsonPayloadCodec codec = new JsonPayloadCodec(JsonMapper.builder().build(), "op");
		ByteBuffer payload = ByteBuffer.wrap(("??" + message + "??").getBytes(StandardCharsets.UTF_8))
			.position(2)
			.limit(2 + message.length());
		assertThat(codec.messageType(payload)).isEqualTo(type);
		assertThat(payload.position()).isEqualTo(2);
		ByteBuffer direct = ByteBuffer.allocateDirect(payload.remaining()).put(payload.duplicate()).flip();
		assertThat(codec.messageType(direct)).isEqualTo(type);
		assertThat(direct.position()).isZero();
	}

	@Test
	void composedAnnotationNamesTheType() {
		try (EndpointTestContext context = EndpointTestContext.of(Composed.class)) {
			assertThat(context.connect("/composed").text("{\"type\":\"a\"}").sent).containsExactly("text composed");
		}
	}

	@Test
	void typeOfTwoHandlersIsInvalid() {
		assertInvalid(SameType.class, "method two(): Messages of type 'a' are taken by one(), too.");
		assertInvalid(TwiceTheType.class, "It names the type 'a' twice.");
		assertInvalid(EmptyType.class, "The type of its messages is empty.");
		assertInvalid(TwoRests.class, "The endpoint has another @OnText method");
	}

	@Test
	void typesNeedJson() {
		assertThatExceptionOfType(InvalidEndpointException.class)
			.isThrownBy(() -> EndpointTestContext.withoutJson(Composed.class))
			.withMessageContaining("the application has no JsonMapper");
	}

	private static void assertInvalid(Class<?> endpoint, String problem) {
		assertThatExceptionOfType(InvalidEndpointException.class).isThrownBy(() -> EndpointTestContext.of(endpoint))
			.withMessageContaining(problem);
	}

	record Order(String item) {
	}

	@WebSocketEndpoint("/trading")
	static class Trading {

		@OnText(type = "order")
		String order(Order order) {
			return "ordered " + order.item();
		}

		@OnText(type = { "cancel", "withdraw" })
		String cancel() {
			return "cancelled";
		}

		@OnBinary(type = "order")
		String binary(Order order) {
			return "binary " + order.item();
		}

	}

	@WebSocketEndpoint("/lenient")
	static class Lenient {

		@OnText
		String rest(String text) {
			return "rest " + text;
		}

		@OnText(type = "a")
		String a() {
			return "a";
		}

	}

	@WebSocketEndpoint("/handling")
	static class Handling {

		@OnText(type = "a")
		String a() {
			return "a";
		}

		@WebSocketExceptionHandler
		String unknown(UnknownMessageTypeException ex) {
			return "no " + ex.type();
		}

	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@OnText
	@interface OnCommand {

		@AliasFor(annotation = OnText.class, attribute = "type")
		String[] value();

	}

	@WebSocketEndpoint("/composed")
	static class Composed {

		@OnCommand("a")
		String a() {
			return "composed";
		}

	}

	@WebSocketEndpoint("/invalid")
	static class SameType {

		@OnText(type = "a")
		void one() {
		}

		@OnText(type = { "b", "a" })
		void two() {
		}

	}

	@WebSocketEndpoint("/invalid")
	static class TwiceTheType {

		@OnText(type = { "a", "a" })
		void one() {
		}

	}

	@WebSocketEndpoint("/invalid")
	static class EmptyType {

		@OnText(type = "")
		void one() {
		}

	}

	@WebSocketEndpoint("/invalid")
	static class TwoRests {

		@OnText
		void one() {
		}

		@OnText
		void two() {
		}

		@OnText(type = "a")
		void three() {
		}

	}

}
