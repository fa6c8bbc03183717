package dev.duplex.spring.endpoint;

import java.io.IOException;
import java.security.Principal;
import java.util.concurrent.Flow;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.SendResult;
import dev.duplex.engine.Topics;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.spring.BroadcastTo;
import dev.duplex.spring.OnBinary;
import dev.duplex.spring.OnConnect;
import dev.duplex.spring.OnDisconnect;
import dev.duplex.spring.OnPong;
import dev.duplex.spring.OnText;
import dev.duplex.spring.WebSocketEndpoint;
import dev.duplex.spring.WebSocketExceptionHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.validation.annotation.Validated;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * What keeps an application from starting, and what its developer reads then.
 */
@ExtendWith(OutputCaptureExtension.class)
class InvalidEndpointTests {

	@Test
	void analysisNamesThePlaceTheProblemAndTheChange() {
		FailureAnalysis analysis = analyze(TwoMessages.class);
		assertThat(analysis.getDescription()).isEqualTo(
				"""
						A WebSocket endpoint cannot work as it is written:

						    Bean: bean
						    Class: dev.duplex.spring.endpoint.InvalidEndpointTests$TwoMessages
						    Method: say(String, String)
						    Parameter: 2, 'room', java.lang.String

						It is the second parameter that would take the message, after parameter 1, 'message', java.lang.String.""");
		assertThat(analysis.getAction()).isEqualTo(
				"Keep one of them. Values of the handshake need @PathVariable, @RequestParam or @RequestHeader.");
	}

	@Test
	void applicationThatCannotStartPrintsTheAnalysis(CapturedOutput output) {
		SpringApplication application = new SpringApplication(Application.class);
		application.setWebApplicationType(WebApplicationType.NONE);
		assertThatExceptionOfType(InvalidEndpointException.class).isThrownBy(application::run);
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("Class: dev.duplex.spring.endpoint.InvalidEndpointTests$TwoMessages")
			.contains("Keep one of them.");
	}

	@Test
	void messageNamesItAll() {
		assertThatExceptionOfType(InvalidEndpointException.class).isThrownBy(() -> start(UnknownVariable.class))
			.withMessage("WebSocket endpoint bean 'bean' (" + UnknownVariable.class.getName()
					+ "), method join(String), parameter 1, 'rom', java.lang.String: The path '/rooms/{room}' has no "
					+ "variable {rom}. Use one of {room}, or add it to the path.");
	}

	@Test
	void unknownPlaceholders() {
		assertInvalid(UnknownPlaceholder.class,
				"The placeholder {rom} in the topic 'room.{rom}' of @BroadcastTo is not a "
						+ "variable of the endpoint's path.",
				"Use one of {room}, or add it to the path.");
		assertInvalid(NoVariables.class, "The path '/rooms' has no variable {room}.",
				"Add it to the path, as in @WebSocketEndpoint(\"/rooms/{room}\").");
		assertInvalid(UnclosedPlaceholder.class, "brace that is not closed", "{name}");
		assertInvalid(EmptyTopic.class, "topic of @BroadcastTo is empty", "1 to 256 characters");
		assertInvalid(PatternAsTopic.class, "topic of @BroadcastTo is empty, too long, a pattern", "Name one topic");
	}

	@Test
	void parametersOfUnknownTypes() {
		assertInvalid(ConnectTakesMessage.class, "@OnConnect methods have no argument of type java.lang.String.",
				"@OnConnect methods take: WebSocketConnection, HandshakeRequest, Principal, Locale, Topics, and parameters "
						+ "with @PathVariable, @RequestParam, @RequestHeader, @CookieValue or @RequestAttribute. Beans are injected into the class.");
		assertInvalid(TextTakesCloseReason.class,
				"@OnText methods have no argument of type " + CloseReason.class.getName(),
				"the message as String, Reader, byte[], ByteBuffer, InputStream or a type that is read from JSON");
		assertInvalid(TextTakesException.class, "no argument of type java.io.IOException", "@OnText methods take");
		assertInvalid(TextTakesStream.class, "no argument of type java.util.stream.IntStream", "@OnText methods take");
		assertInvalid(TextTakesSendResult.class, "no argument of type " + SendResult.class.getName(),
				"injected into the class");
		assertInvalid(DisconnectTakesMessage.class, "no argument of type java.lang.String", "CloseReason");
		assertInvalid(ExceptionTakesMessage.class, "no argument of type java.lang.String", "the exception");
		assertInvalid(BinaryTakesText.class, "A binary message is not text.", "@OnText");
		assertInvalid(PongTakesJson.class, "The payload of a Pong is bytes.", "byte[] or ByteBuffer");
		assertInvalid(TextTakesInterface.class,
				"cannot be read from JSON: " + Runnable.class.getName() + " is abstract", "Take a record");
	}

	@Test
	void annotationsOfOtherProgrammingModels() {
		assertInvalid(BodyParameter.class, "@org.springframework.web.bind.annotation.RequestBody has no meaning",
				"a message is taken without any annotation");
		assertInvalid(JakartaEndpoint.class, "@jakarta.websocket.server.ServerEndpoint belongs to Jakarta WebSocket",
				"@OnConnect, @OnText");
		assertInvalid(JakartaHandler.class, "@jakarta.websocket.OnMessage belongs to Jakarta WebSocket",
				"dev.duplex.spring");
	}

	@Test
	void validationThatWouldNotHappen() {
		assertInvalid(ValidWithoutValidator.class, "@Validated, but the application has no validator",
				"spring-boot-starter-validation");
	}

	@Test
	void valuesThatCannotBeConverted() {
		assertInvalid(Unconvertible.class,
				"Nothing converts the query parameter 'thread' from text to java.lang.Runnable", "Take it as a String");
		assertInvalid(BadDefault.class, "The default value 'many' is not of type int.", "of the parameter's type");
		assertInvalid(NullPrimitive.class, "is not required, but a primitive cannot be null", "take Integer");
	}

	@Test
	void missingJsonMapper() {
		InvalidEndpointException failure = catchThrowableOfType(InvalidEndpointException.class,
				() -> EndpointTestContext.withoutJson(TakesJson.class));
		assertThat(failure.problem())
			.isEqualTo("A " + Message.class.getName() + " goes through JSON, and the application has no JsonMapper.");
		assertThat(failure.action()).contains("spring-boot-starter-jackson");
		assertThatExceptionOfType(InvalidEndpointException.class)
			.isThrownBy(() -> EndpointTestContext.withoutJson(ReturnsJson.class))
			.withMessageContaining("the application has no JsonMapper");
	}

	@Test
	void severalHandlersForOneThing() {
		assertInvalid(TwoTexts.class, "The endpoint has another @OnText method: one(String).",
				"Keep one @OnText method, or say by type");
		assertInvalid(TwoConnects.class, "another @OnConnect method", "Keep one");
		assertInvalid(SameException.class, "java.io.IOException is handled by one(IOException), too.", "Keep one");
		assertInvalid(NoHandler.class, "The endpoint has no handler method.", "@OnConnect, @OnText");
		assertInvalid(StaticHandler.class, "The method has @OnText, but is static.", "instance method");
	}

	@Test
	void exceptionHandlersThatMatchNothing() {
		assertInvalid(NoException.class, "Nothing says which exceptions the method handles.", "Add a parameter");
		assertInvalid(WrongException.class,
				"A java.lang.IllegalStateException cannot be passed as java.io.IOException.", "common superclass");
	}

	@Test
	void returnsThatCannotBeSent() {
		assertInvalid(BroadcastsNothing.class, "The method has @BroadcastTo, but returns nothing",
				"Return the message");
		assertInvalid(RepliesToNobody.class, "nothing can be sent on a connection that has ended", "Return void");
		assertInvalid(ReturnsPublisher.class, "A java.util.concurrent.Flow$Publisher cannot be sent",
				"CompletionStage");
		assertInvalid(ReturnsStream.class, "A java.util.stream.Stream cannot be sent", "Return void");
		assertInvalid(ReturnsSendResult.class, "SendResult cannot be sent", "Return void");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			''             | has no path                              | @WebSocketEndpoint("/chat")
			chat           | does not begin with a slash              | @WebSocketEndpoint("/chat")
			/a/{b          | is malformed at position                 | {name}
			/a/{b}/{b}     | is malformed at position                 | a name of its own
			/a/{*b}/c      | is malformed at position                 | {*name} at the end
			/a?b=c         | has the character '?'                    | without its query
			/a%20b         | has the character '%'                    | decoded
			'/a b'         | has the character U+0020                 | decoded
			""")
	void malformedPaths(String path, String problem, String action) {
		InvalidEndpointException failure = catchThrowableOfType(InvalidEndpointException.class,
				() -> PathTemplate.parse(new EndpointSource("bean", Object.class), path));
		assertThat(failure.problem()).contains(problem);
		assertThat(failure.action()).contains(action);
	}

	@Test
	void twoBeansForOnePath() {
		assertThatExceptionOfType(InvalidEndpointException.class)
			.isThrownBy(() -> EndpointTestContext.of(RoomOne.class, RoomTwo.class))
			.withMessageContaining("Its path '/rooms/{name}' matches what the path '/rooms/{room}' of bean "
					+ "'invalidEndpointTests.RoomOne' (" + RoomOne.class.getName() + ") matches, too")
			.withMessageContaining("Change one of the paths");
	}

	@Test
	void twoBeansWithOneId() {
		assertThatExceptionOfType(InvalidEndpointException.class)
			.isThrownBy(() -> EndpointTestContext.of(SameIdOne.class, SameIdTwo.class))
			.withMessageContaining("Its id 'chat' is that of bean 'invalidEndpointTests.SameIdOne'");
	}

	@Test
	void subprotocolThatIsNoToken() {
		assertInvalid(BadSubprotocol.class, "The subprotocol 'v 1' is listed twice or is not a token.", "once");
	}

	private static void start(Class<?> type) {
		EndpointTestContext.of((application) -> application.registerBean("bean", type)).close();
	}

	private static void assertInvalid(Class<?> type, String problem, String action) {
		InvalidEndpointException failure = catchThrowableOfType(InvalidEndpointException.class, () -> start(type));
		assertThat(failure).as(type.getSimpleName()).isNotNull();
		assertThat(failure.problem()).contains(problem);
		assertThat(failure.action()).contains(action);
	}

	private static FailureAnalysis analyze(Class<?> type) {
		InvalidEndpointException failure = catchThrowableOfType(InvalidEndpointException.class, () -> start(type));
		FailureAnalysis analysis = new InvalidEndpointFailureAnalyzer().analyze(failure);
		assertThat(analysis).isNotNull();
		return analysis;
	}

	@Configuration(proxyBeanMethods = false)
	@Import(TwoMessages.class)
	static class Application {

		@Bean
		EndpointRegistry endpointRegistry(ConfigurableApplicationContext context) {
			return new EndpointRegistry(context, EndpointTestContext.DEFAULTS, new FakeTopics(), null,
					HandlerObserver.none(), HandlerGuard.none());
		}

	}

	record Message(String text) {
	}

	@WebSocketEndpoint("/rooms/{room}")
	static class TwoMessages {

		@OnText
		void say(String message, String room) {
		}

	}

	@WebSocketEndpoint("/rooms/{room}")
	static class UnknownVariable {

		@OnConnect
		void join(@PathVariable String rom) {
		}

	}

	@WebSocketEndpoint("/rooms/{room}")
	static class UnknownPlaceholder {

		@OnText
		@BroadcastTo("room.{rom}")
		String say(String message) {
			return message;
		}

	}

	@WebSocketEndpoint("/rooms")
	static class NoVariables {

		@OnConnect
		void join(@PathVariable String room) {
		}

	}

	@WebSocketEndpoint("/rooms/{room}")
	static class UnclosedPlaceholder {

		@OnText
		@BroadcastTo("room.{room")
		String say(String message) {
			return message;
		}

	}

	@WebSocketEndpoint("/a")
	static class EmptyTopic {

		@OnText
		@BroadcastTo("")
		String say(String message) {
			return message;
		}

	}

	@WebSocketEndpoint("/a")
	static class PatternAsTopic {

		@OnText
		@BroadcastTo("prices.*")
		String say(String message) {
			return message;
		}

	}

	@WebSocketEndpoint("/a")
	static class ConnectTakesMessage {

		@OnConnect
		void join(WebSocketConnection connection, String message) {
		}

	}

	@WebSocketEndpoint("/a")
	static class TextTakesCloseReason {

		@OnText
		void take(CloseReason reason) {
		}

	}

	@WebSocketEndpoint("/a")
	static class TextTakesException {

		@OnText
		void take(IOException message) {
		}

	}

	@WebSocketEndpoint("/a")
	static class TextTakesStream {

		@OnText
		void take(IntStream message) {
		}

	}

	@WebSocketEndpoint("/a")
	static class TextTakesSendResult {

		@OnText
		void take(SendResult result) {
		}

	}

	@WebSocketEndpoint("/a")
	static class TextTakesInterface {

		@OnText
		void take(Runnable message) {
		}

	}

	@WebSocketEndpoint("/a")
	static class DisconnectTakesMessage {

		@OnDisconnect
		void leave(String message) {
		}

	}

	@WebSocketEndpoint("/a")
	static class ExceptionTakesMessage {

		@OnText
		void take(String message) {
		}

		@WebSocketExceptionHandler(IOException.class)
		void handle(String message) {
		}

	}

	@WebSocketEndpoint("/a")
	static class BinaryTakesText {

		@OnBinary
		void take(String message) {
		}

	}

	@WebSocketEndpoint("/a")
	static class PongTakesJson {

		@OnPong
		void take(Message message) {
		}

	}

	@WebSocketEndpoint("/a")
	static class BodyParameter {

		@OnText
		void take(@RequestBody Message message) {
		}

	}

	@WebSocketEndpoint("/a")
	@jakarta.websocket.server.ServerEndpoint("/a")
	static class JakartaEndpoint {

		@OnText
		void take(String message) {
		}

	}

	@WebSocketEndpoint("/a")
	static class JakartaHandler {

		@OnText
		void take(String message) {
		}

		@jakarta.websocket.OnMessage
		void message(String message) {
		}

	}

	@WebSocketEndpoint("/a")
	static class ValidWithoutValidator {

		@OnText
		void take(@Validated Message message) {
		}

	}

	@WebSocketEndpoint("/a")
	static class Unconvertible {

		@OnConnect
		void join(@RequestParam Runnable thread) {
		}

	}

	@WebSocketEndpoint("/a")
	static class BadDefault {

		@OnConnect
		void join(@RequestParam(defaultValue = "many") int size) {
		}

	}

	@WebSocketEndpoint("/a")
	static class NullPrimitive {

		@OnConnect
		void join(@RequestParam(required = false) int size) {
		}

	}

	@WebSocketEndpoint("/a")
	static class TakesJson {

		@OnText
		void take(Message message) {
		}

	}

	@WebSocketEndpoint("/a")
	static class ReturnsJson {

		@OnText
		Message take(String message) {
			return new Message(message);
		}

	}

	@WebSocketEndpoint("/a")
	static class TwoTexts {

		@OnText
		void one(String message) {
		}

		@OnText
		void two(String message) {
		}

	}

	@WebSocketEndpoint("/a")
	static class TwoConnects {

		@OnConnect
		void one() {
		}

		@OnConnect
		void two() {
		}

	}

	@WebSocketEndpoint("/a")
	static class SameException {

		@OnText
		void take(String message) {
		}

		@WebSocketExceptionHandler
		void one(IOException ex) {
		}

		@WebSocketExceptionHandler
		void two(IOException ex) {
		}

	}

	@WebSocketEndpoint("/a")
	static class NoHandler {

	}

	@WebSocketEndpoint("/a")
	static class StaticHandler {

		@OnText
		static void take(String message) {
		}

	}

	@WebSocketEndpoint("/a")
	static class NoException {

		@OnText
		void take(String message) {
		}

		@WebSocketExceptionHandler
		void handle(Principal user) {
		}

	}

	@WebSocketEndpoint("/a")
	static class WrongException {

		@OnText
		void take(String message) {
		}

		@WebSocketExceptionHandler(IllegalStateException.class)
		void handle(IOException ex) {
		}

	}

	@WebSocketEndpoint("/a")
	static class BroadcastsNothing {

		@OnText
		@BroadcastTo("a")
		void take(String message) {
		}

	}

	@WebSocketEndpoint("/a")
	static class RepliesToNobody {

		@OnDisconnect
		String leave() {
			return "bye";
		}

	}

	@WebSocketEndpoint("/a")
	static class ReturnsPublisher {

		@OnText
		Flow.Publisher<String> take(String message) {
			return (subscriber) -> {
			};
		}

	}

	@WebSocketEndpoint("/a")
	static class ReturnsStream {

		@OnText
		Stream<String> take(String message) {
			return Stream.of(message);
		}

	}

	@WebSocketEndpoint("/a")
	static class ReturnsSendResult {

		@OnText
		SendResult take(String message, WebSocketConnection connection) {
			return connection.sendText(message);
		}

	}

	@WebSocketEndpoint("/rooms/{room}")
	static class RoomOne {

		@OnConnect
		void join() {
		}

	}

	@WebSocketEndpoint("/rooms/{name}")
	static class RoomTwo {

		@OnConnect
		void join() {
		}

	}

	@WebSocketEndpoint(path = "/one", id = "chat")
	static class SameIdOne {

		@OnConnect
		void join() {
		}

	}

	@WebSocketEndpoint(path = "/two", id = "chat")
	static class SameIdTwo {

		@OnConnect
		void join() {
		}

	}

	@WebSocketEndpoint(path = "/a", subprotocols = { "v1", "v 1" })
	static class BadSubprotocol {

		@OnConnect
		void join() {
		}

	}

}
