package dev.duplex.spring.endpoint;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.spring.BroadcastTo;
import dev.duplex.spring.MessageNotReadableException;
import dev.duplex.spring.OnConnect;
import dev.duplex.spring.OnDisconnect;
import dev.duplex.spring.OnText;
import dev.duplex.spring.WebSocketEndpoint;
import dev.duplex.spring.WebSocketExceptionHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.StringUtils;
import org.springframework.web.bind.annotation.PathVariable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of messages that cannot be read, and of what handlers throw.
 */
@ExtendWith(OutputCaptureExtension.class)
class EndpointErrorTests {

	private static final String INTERNAL_ERROR = "close 1011 Internal error";

	@ParameterizedTest
	@ValueSource(strings = { "", "{", "secret", "\"secret\"", "{\"text\":{\"secret\":1}}", "{\"number\":\"secret\"}",
			"{\"text\":\"a\"} secret", "null", "[]" })
	void messageThatIsNotReadableCloses(String message, CapturedOutput output) {
		try (EndpointTestContext context = EndpointTestContext.of(Plain.class)) {
			FakeConnection connection = context.connect("/plain").text(message);
			assertThat(connection.sent).containsExactly("close 1007 message not readable");
			assertThat(connection.reported).isEmpty();
			assertThat(context.observed).containsExactly("/plain text MessageNotReadableException");
			assertThat(output)
				.contains("Connection " + connection.id() + " to /plain closed with 1007: message not " + "readable as "
						+ Message.class.getName() + " by Plain.take")
				.doesNotContain("secret");
			assertThat(StringUtils.countOccurrencesOf(output.toString(), "not readable")).isOne();
		}
	}

	@Test
	void messagesAfterOneThatIsNotReadableAreIgnored(CapturedOutput output) {
		try (EndpointTestContext context = EndpointTestContext.of(AnyJson.class)) {
			FakeConnection connection = context.connect("/any")
				.text("1")
				.text("{")
				.text("2")
				.text("{")
				.binary("a")
				.pong("a");
			assertThat(connection.sent).containsExactly("text java.lang.Integer", "close 1007 message not readable");
			assertThat(StringUtils.countOccurrencesOf(output.toString(), "not readable")).isOne();
			assertThat(context.observed).hasSize(2);
			connection.disconnect(1007);
			assertThat(context.registry.endpoints().get(0).handler()).extracting("failed").isEqualTo(Set.of());
		}
	}

	@Test
	void deeplyNestedMessageIsNotReadable() {
		try (EndpointTestContext context = EndpointTestContext.of(AnyJson.class)) {
			String nested = "{\"a\":".repeat(20_000) + "1" + "}".repeat(20_000);
			assertThat(context.connect("/any").text(nested).sent).containsExactly("close 1007 message not readable");
		}
	}

	@Test
	void messageDoesNotChooseItsClass() {
		try (EndpointTestContext context = EndpointTestContext.of(AnyJson.class)) {
			assertThat(context.connect("/any").text("{\"@class\":\"java.io.File\",\"path\":\"a\"}").sent)
				.containsExactly("text java.util.LinkedHashMap");
		}
	}

	@Test
	void whatAHandlerThrowsIsLeftToTheEngine(CapturedOutput output) {
		try (EndpointTestContext context = EndpointTestContext.of(Failing.class)) {
			FakeConnection connection = context.connect("/failing").text("state");
			assertThat(connection.sent).containsExactly(INTERNAL_ERROR);
			assertThat(connection.reported).singleElement().isInstanceOf(IllegalStateException.class);
			assertThat(output).doesNotContain("failed on connection");
			assertThat(context.observed).containsExactly("/failing connect", "/failing text IllegalStateException");
		}
	}

	@Test
	void checkedExceptionsAndErrorsArriveUnchanged() {
		try (EndpointTestContext context = EndpointTestContext.of(Failing.class)) {
			assertThat(context.connect("/failing").text("io").reported).singleElement().isInstanceOf(IOException.class);
			assertThat(context.connect("/failing").text("error").reported).singleElement()
				.isInstanceOf(AssertionError.class);
		}
	}

	@Test
	void failedStageIsLoggedOnceAndCloses(CapturedOutput output) {
		try (EndpointTestContext context = EndpointTestContext.of(Failing.class)) {
			FakeConnection connection = context.connect("/failing").text("stage");
			assertThat(connection.sent).containsExactly(INTERNAL_ERROR);
			assertThat(connection.reported).isEmpty();
			assertThat(output).contains("Handler Failing.take of /failing failed on connection " + connection.id())
				.contains("IOException: in a stage");
			assertThat(StringUtils.countOccurrencesOf(output.toString(), "IOException: in a stage")).isOne();
			assertThat(context.observed).containsExactly("/failing connect", "/failing text IOException");
		}
	}

	@Test
	void failureOfDisconnectIsLeftToTheEngine() {
		try (EndpointTestContext context = EndpointTestContext.of(FailingDisconnect.class)) {
			FakeConnection connection = context.connect("/failing-disconnect").disconnect(1000);
			assertThat(connection.reported).singleElement().isInstanceOf(IllegalStateException.class);
			assertThat(connection.attributes()).doesNotContainKey("handled");
		}
	}

	@Test
	void failureOfConnectMayBeHandled() {
		try (EndpointTestContext context = EndpointTestContext.of(Handling.class)) {
			assertThat(context.connect("/handling/refuse").sent).containsExactly("text state: refused");
		}
	}

	@Test
	void closestExceptionHandlerReplies() {
		try (EndpointTestContext context = EndpointTestContext.of(Handling.class)) {
			FakeConnection connection = context.connect("/handling/a");
			for (String wish : List.of("IO", "FILE", "STATE", "ARGUMENT", "OTHER", "STAGE")) {
				connection.text('"' + wish + '"');
			}
			assertThat(connection.sent).containsExactly("text io: io", "text file in a", "text state: state",
					"text state: argument", "text not readable", "text io: stage");
			assertThat(connection.reported).isEmpty();
			assertThat(connection.isOpen()).isTrue();
		}
	}

	@Test
	void whatNoExceptionHandlerTakesCloses() {
		try (EndpointTestContext context = EndpointTestContext.of(Handling.class)) {
			FakeConnection connection = context.connect("/handling/a").text("\"ERROR\"");
			assertThat(connection.sent).containsExactly(INTERNAL_ERROR);
			assertThat(connection.reported).singleElement().isInstanceOf(AssertionError.class);
		}
	}

	@Test
	void answerOfAnExceptionHandlerMayBeBroadcast() {
		try (EndpointTestContext context = EndpointTestContext.of(BroadcastingErrors.class)) {
			context.connect("/broadcasting/a").text("x");
			assertThat(context.topics.published).containsExactly("errors.a text {\"error\":\"x\"}");
		}
	}

	@Test
	void exceptionHandlerThatThrowsIsReportedWithWhatItShouldHandle(CapturedOutput output) {
		try (EndpointTestContext context = EndpointTestContext.of(FailingHandler.class)) {
			FakeConnection connection = context.connect("/failing-handler").text("\"x\"");
			assertThat(connection.sent).containsExactly(INTERNAL_ERROR);
			assertThat(connection.reported).singleElement()
				.satisfies((failure) -> assertThat(failure).hasMessage("x")
					.hasSuppressedException(new IllegalStateException("handler")));
			assertThat(output).doesNotContain("failed on connection");
		}
	}

	@Test
	void exceptionHandlerThatFailsOnAnUnreadableMessageDoesNotLogTheMessage(CapturedOutput output) {
		try (EndpointTestContext context = EndpointTestContext.of(FailingHandler.class)) {
			FakeConnection connection = context.connect("/failing-handler").text("secret");
			assertThat(connection.sent).containsExactly(INTERNAL_ERROR);
			assertThat(connection.reported).isEmpty();
			assertThat(output).contains("Handler FailingHandler.fail of /failing-handler failed")
				.contains("IllegalStateException: handler")
				.doesNotContain("secret");
		}
	}

	@Test
	void stageOfAnExceptionHandlerThatFailsIsLoggedAndCloses(CapturedOutput output) {
		try (EndpointTestContext context = EndpointTestContext.of(FailingLater.class)) {
			FakeConnection connection = context.connect("/failing-later").text("x");
			assertThat(connection.sent).containsExactly(INTERNAL_ERROR);
			assertThat(output).contains("IllegalStateException: too late");
		}
	}

	@Test
	void exceptionHandlerMayRethrow() {
		try (EndpointTestContext context = EndpointTestContext.of(Rethrowing.class)) {
			assertThat(context.connect("/rethrowing").text("no json").sent)
				.containsExactly("close 1007 message not readable");
			FakeConnection connection = context.connect("/rethrowing").text("\"a\"");
			assertThat(connection.sent).containsExactly(INTERNAL_ERROR);
			assertThat(connection.reported).singleElement()
				.satisfies((failure) -> assertThat(failure).hasMessage("a").hasNoSuppressedExceptions());
		}
	}

	@Test
	void messageThatNoHandlerTakesCloses() {
		try (EndpointTestContext context = EndpointTestContext.of(Plain.class, FailingDisconnect.class)) {
			assertThat(context.connect("/plain").binary("a").sent)
				.containsExactly("close 1003 binary messages are not accepted");
			assertThat(context.connect("/failing-disconnect").text("a").sent)
				.containsExactly("close 1003 text messages are not accepted");
			assertThat(context.connect("/plain").pong("a").sent).isEmpty();
		}
	}

	record Message(String text, int number) {
	}

	@WebSocketEndpoint("/plain")
	static class Plain {

		@OnText
		void take(Message message) {
		}

	}

	@WebSocketEndpoint("/any")
	static class AnyJson {

		@OnText
		String take(Object message) {
			return message.getClass().getName();
		}

	}

	@WebSocketEndpoint("/failing")
	static class Failing {

		@OnConnect
		void join() {
		}

		@OnText
		CompletionStage<String> take(String message) throws IOException {
			switch (message) {
				case "io" -> throw new IOException("io");
				case "error" -> throw new AssertionError("error");
				case "stage" -> {
					return CompletableFuture.<String>failedFuture(new IOException("in a stage"))
						.thenApply((text) -> text);
				}
				default -> throw new IllegalStateException("state");
			}
		}

	}

	@WebSocketEndpoint("/failing-disconnect")
	static class FailingDisconnect {

		@OnDisconnect
		void leave() {
			throw new IllegalStateException("leave");
		}

		@WebSocketExceptionHandler
		void handle(Exception ex, WebSocketConnection connection) {
			connection.attributes().put("handled", true);
		}

	}

	@WebSocketEndpoint("/handling/{name}")
	static class Handling {

		@OnConnect
		void join(@PathVariable String name) {
			if (name.equals("refuse")) {
				throw new IllegalStateException("refused");
			}
		}

		@OnText
		CompletionStage<String> take(Wish wish) throws IOException {
			switch (wish) {
				case IO -> throw new IOException("io");
				case FILE -> throw new FileNotFoundException("file");
				case STATE -> throw new IllegalStateException("state");
				case ARGUMENT -> throw new IllegalArgumentException("argument");
				case STAGE -> {
					return CompletableFuture.failedStage(new IOException("stage"));
				}
				default -> throw new AssertionError("error");
			}
		}

		@WebSocketExceptionHandler
		String handle(IOException ex) {
			return "io: " + ex.getMessage();
		}

		@WebSocketExceptionHandler(FileNotFoundException.class)
		String handleFile(@PathVariable String name) {
			return "file in " + name;
		}

		@WebSocketExceptionHandler({ IllegalStateException.class, IllegalArgumentException.class })
		String handle(RuntimeException ex) {
			return "state: " + ex.getMessage();
		}

		@WebSocketExceptionHandler
		String handle(MessageNotReadableException ex) {
			return "not readable";
		}

	}

	enum Wish {

		IO, FILE, STATE, ARGUMENT, STAGE, ERROR

	}

	@WebSocketEndpoint("/broadcasting/{name}")
	static class BroadcastingErrors {

		@OnText
		void take(String message) {
			throw new IllegalStateException(message);
		}

		@WebSocketExceptionHandler
		@BroadcastTo("errors.{name}")
		Map<String, String> handle(Exception ex) {
			return Map.of("error", String.valueOf(ex.getMessage()));
		}

	}

	@WebSocketEndpoint("/failing-handler")
	static class FailingHandler {

		@OnText
		void take(Name name) {
			throw new IllegalArgumentException(name.name());
		}

		@WebSocketExceptionHandler
		void fail(Exception ex) {
			throw new IllegalStateException("handler");
		}

	}

	@WebSocketEndpoint("/failing-later")
	static class FailingLater {

		@OnText
		void take(String name) {
			throw new IllegalArgumentException(name);
		}

		@WebSocketExceptionHandler
		CompletionStage<Void> fail(Exception ex) {
			return CompletableFuture.failedStage(new IllegalStateException("too late"));
		}

	}

	@WebSocketEndpoint("/rethrowing")
	static class Rethrowing {

		@OnText
		void take(Name name) {
			throw new IllegalArgumentException(name.name());
		}

		@WebSocketExceptionHandler
		void handle(Exception ex) throws Exception {
			throw ex;
		}

	}

	record Name(String name) {

		@JsonCreator(mode = JsonCreator.Mode.DELEGATING)
		Name {
		}

	}

}
