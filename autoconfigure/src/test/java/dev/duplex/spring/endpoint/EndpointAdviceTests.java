package dev.duplex.spring.endpoint;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

import dev.duplex.engine.WebSocketConnection;
import dev.duplex.spring.MessageNotReadableException;
import dev.duplex.spring.OnText;
import dev.duplex.spring.WebSocketEndpoint;
import dev.duplex.spring.WebSocketEndpointAdvice;
import dev.duplex.spring.WebSocketExceptionHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What becomes of a failure that the endpoint itself does not deal with.
 */
@ExtendWith(OutputCaptureExtension.class)
class EndpointAdviceTests {

	@Test
	void adviceTakesWhatTheEndpointDoesNot() {
		try (EndpointTestContext context = EndpointTestContext.of(Failing.class, General.class)) {
			FakeConnection connection = context.connect("/failing?name=a").text("state").text("later").text("argument");
			assertThat(connection.sent).containsExactly("text general IllegalStateException of a",
					"text general IllegalStateException of a", "text own IllegalArgumentException");
			assertThat(connection.reported).isEmpty();
		}
	}

	@Test
	void everyEndpointHasIt() {
		try (EndpointTestContext context = EndpointTestContext.of(Failing.class, Json.class, General.class)) {
			assertThat(context.connect("/json?name=b").text("{").sent)
				.containsExactly("text general MessageNotReadableException of b");
		}
	}

	@Test
	void ordersSayWhichIsAskedFirst() {
		try (EndpointTestContext context = EndpointTestContext.of(Failing.class, General.class, Last.class,
				Second.class, First.class, ByMethod.class)) {
			FakeConnection connection = context.connect("/failing")
				.text("state")
				.text("io")
				.text("timeout")
				.text("arith");
			assertThat(connection.sent).containsExactly("text first", "text second", "text by method",
					"text general ArithmeticException of -");
		}
	}

	@Test
	void aCauseIsMatchedIfTheFailureIsNot() {
		try (EndpointTestContext context = EndpointTestContext.of(Failing.class, Second.class)) {
			FakeConnection connection = context.connect("/failing").text("unchecked").text("cause");
			assertThat(connection.sent).containsExactly("text second", "text own IllegalArgumentException");
		}
	}

	@Test
	void theEndpointsOwnHandlerOfACauseGoesBeforeAdvice() {
		try (EndpointTestContext context = EndpointTestContext.of(Failing.class, First.class)) {
			assertThat(context.connect("/failing").text("cause").sent)
				.containsExactly("text own IllegalArgumentException");
		}
	}

	@Test
	void theOutermostThatFitsIsTheArgument() {
		try (EndpointTestContext context = EndpointTestContext.of(Causes.class)) {
			assertThat(context.connect("/causes").text("a").sent)
				.containsExactly("text RuntimeException caused by FileNotFoundException");
		}
	}

	@Test
	void aCauseThatIsRethrownIsUnhandled() {
		try (EndpointTestContext context = EndpointTestContext.of(Rethrowing.class)) {
			FakeConnection connection = context.connect("/rethrowing").text("a");
			assertThat(connection.sent).containsExactly("close 1011 Internal error");
			assertThat(connection.reported).singleElement()
				.isInstanceOfSatisfying(UncheckedIOException.class, (ex) -> assertThat(ex.getSuppressed()).isEmpty());
		}
	}

	@Test
	void causesInACircleEnd() {
		try (EndpointTestContext context = EndpointTestContext.of(Circle.class)) {
			assertThat(context.connect("/circle").text("a").sent).containsExactly("close 1011 Internal error");
		}
	}

	@Test
	void adviceThatFailsClosesTheConnection() {
		try (EndpointTestContext context = EndpointTestContext.of(Failing.class, Broken.class)) {
			FakeConnection connection = context.connect("/failing").text("state");
			assertThat(connection.sent).containsExactly("close 1011 Internal error");
			assertThat(connection.reported).singleElement()
				.satisfies((ex) -> assertThat(ex.getSuppressed()).singleElement()
					.isInstanceOf(UnsupportedOperationException.class));
		}
	}

	@Test
	void adviceThatFailsOnAMessageOfThePeerIsLoggedInItsPlace(CapturedOutput output) {
		try (EndpointTestContext context = EndpointTestContext.of(Typed.class, BrokenForAll.class)) {
			FakeConnection connection = context.connect("/typed")
				.text("{\"type\":\"secret\"}")
				.text("{\"type\":\"a\"}");
			assertThat(connection.sent).containsExactly("close 1011 Internal error");
			assertThat(connection.reported).isEmpty();
			assertThat(output).contains("Handler BrokenForAll.any of /typed failed on connection " + connection.id())
				.contains("UnsupportedOperationException: broken")
				.doesNotContain("secret");
		}
	}

	@Test
	void adviceHasExceptionHandlersOnly() {
		assertInvalid("An advice has no @OnText methods", Failing.class, WithText.class);
		assertInvalid("The advice has no exception handler.", Failing.class, Empty.class);
		assertInvalid("java.io.IOException is handled by one(IOException), too.", Failing.class, Twice.class);
		assertInvalid("WebSocket endpoint bean 'endpointAdviceTests.OfRooms'", Failing.class, OfRooms.class);
		assertInvalid("The path '/failing' has no variable {room}.", Failing.class, OfRooms.class);
	}

	private static void assertInvalid(String problem, Class<?>... beans) {
		assertThatExceptionOfType(InvalidEndpointException.class).isThrownBy(() -> EndpointTestContext.of(beans))
			.withMessageContaining(problem);
	}

	@WebSocketEndpoint("/failing")
	static class Failing {

		@OnText
		CompletionStage<String> take(String text) throws Exception {
			switch (text) {
				case "later" -> {
					return CompletableFuture.failedStage(new IllegalStateException(text));
				}
				case "argument" -> throw new IllegalArgumentException(text);
				case "arith" -> throw new ArithmeticException(text);
				case "io" -> throw new IOException(text);
				case "timeout" -> throw new TimeoutException(text);
				case "unchecked" -> throw new UncheckedIOException(new FileNotFoundException(text));
				case "cause" -> throw new IllegalStateException(new IllegalArgumentException(text));
				default -> throw new IllegalStateException(text);
			}
		}

		@WebSocketExceptionHandler
		String own(IllegalArgumentException ex) {
			return "own " + ex.getClass().getSimpleName();
		}

	}

	record Message(String text) {
	}

	@WebSocketEndpoint("/json")
	static class Json {

		@OnText
		void take(Message message) {
		}

	}

	@WebSocketEndpointAdvice
	static class General {

		@WebSocketExceptionHandler({ RuntimeException.class, MessageNotReadableException.class })
		String any(Exception ex, @RequestParam(defaultValue = "-") String name, WebSocketConnection connection) {
			return "general " + ex.getClass().getSimpleName() + " of " + name;
		}

	}

	@WebSocketEndpointAdvice
	static class Last {

		@WebSocketExceptionHandler
		String any(Throwable ex) {
			return "last";
		}

	}

	@WebSocketEndpointAdvice
	@Order(2)
	static class Second {

		@WebSocketExceptionHandler({ IOException.class, IllegalStateException.class })
		String state() {
			return "second";
		}

	}

	@WebSocketEndpointAdvice
	static class First implements Ordered {

		@Override
		public int getOrder() {
			return 1;
		}

		@WebSocketExceptionHandler
		String state(IllegalStateException ex) {
			return "first";
		}

	}

	@WebSocketEndpointAdvice
	static class Timeouts {

		@WebSocketExceptionHandler
		String any(TimeoutException ex) {
			return "by method";
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ByMethod {

		@Bean
		@Order(3)
		Timeouts timeouts() {
			return new Timeouts();
		}

	}

	@WebSocketEndpoint("/causes")
	static class Causes {

		@OnText
		void take() {
			throw new RuntimeException(new FileNotFoundException());
		}

		@WebSocketExceptionHandler(IOException.class)
		String any(Exception ex) {
			return ex.getClass().getSimpleName() + " caused by " + ex.getCause().getClass().getSimpleName();
		}

	}

	@WebSocketEndpoint("/rethrowing")
	static class Rethrowing {

		@OnText
		void take() {
			throw new UncheckedIOException(new IOException());
		}

		@WebSocketExceptionHandler
		void rethrow(IOException ex) throws IOException {
			throw ex;
		}

	}

	@WebSocketEndpoint("/circle")
	static class Circle {

		@OnText
		void take() {
			IllegalStateException one = new IllegalStateException();
			one.initCause(new IllegalStateException(one));
			throw one;
		}

		@WebSocketExceptionHandler
		void other(IOException ex) {
		}

	}

	@WebSocketEndpointAdvice
	static class Broken {

		@WebSocketExceptionHandler(IllegalStateException.class)
		void any() {
			throw new UnsupportedOperationException();
		}

	}

	@WebSocketEndpoint("/typed")
	static class Typed {

		@OnText(type = "a")
		String a() {
			return "a";
		}

	}

	@WebSocketEndpointAdvice
	static class BrokenForAll {

		@WebSocketExceptionHandler
		void any(Exception ex) {
			throw new UnsupportedOperationException("broken");
		}

	}

	@WebSocketEndpointAdvice
	static class WithText {

		@WebSocketExceptionHandler
		void any(Exception ex) {
		}

		@OnText
		void text(String text) {
		}

	}

	@WebSocketEndpointAdvice
	static class Empty {

	}

	@WebSocketEndpointAdvice
	static class Twice {

		@WebSocketExceptionHandler
		void one(IOException ex) {
		}

		@WebSocketExceptionHandler
		void two(IOException ex) {
		}

	}

	@WebSocketEndpointAdvice
	static class OfRooms {

		@WebSocketExceptionHandler
		void one(IOException ex, @PathVariable String room) {
		}

	}

}
