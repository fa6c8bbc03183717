package dev.duplex.spring.endpoint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.protocol.Header;
import dev.duplex.spring.BroadcastTo;
import dev.duplex.spring.OnBinary;
import dev.duplex.spring.OnConnect;
import dev.duplex.spring.OnDisconnect;
import dev.duplex.spring.OnPong;
import dev.duplex.spring.OnText;
import dev.duplex.spring.WebSocketEndpoint;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.http.HttpHeaders;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a handler's parameters may be, and what they get.
 */
@ExtendWith(OutputCaptureExtension.class)
class EndpointArgumentTests {

	private static final String REFUSED = "close 1008 handshake parameters not acceptable";

	@Test
	void messageIsTakenAsText() {
		try (EndpointTestContext context = EndpointTestContext.of(Texts.class, Sequences.class)) {
			assertThat(context.connect("/texts").text("h\u00e9 \ud83d\ude00").sent)
				.containsExactly("text h\u00e9 \ud83d\ude00");
			assertThat(context.connect("/sequences").text("abc").sent).containsExactly("text cba");
		}
	}

	@Test
	void messageIsTakenAsBytes() {
		try (EndpointTestContext context = EndpointTestContext.of(Bytes.class)) {
			FakeConnection connection = context.connect("/bytes");
			assertThat(connection.binary("abc").text("def").pong("ghi").sent).containsExactly("binary abc", "text def!",
					"text pong ghi");
		}
	}

	@Test
	void messageIsTakenAsReadOnlyBuffer() {
		try (EndpointTestContext context = EndpointTestContext.of(Buffers.class)) {
			assertThat(context.connect("/buffers").binary("abc").sent).containsExactly("binary abc", "binary true");
		}
	}

	@Test
	void messageIsReadFromJson() {
		try (EndpointTestContext context = EndpointTestContext.of(Json.class)) {
			FakeConnection connection = context.connect("/json");
			connection.text("{\"name\":\"\u00e9\",\"age\":3}");
			connection.textInDirectMemory("{\"name\":\"direct\",\"age\":4}");
			connection.binary("[1,2]");
			assertThat(connection.sent).containsExactly("text Person[name=\u00e9, age=3]",
					"text Person[name=direct, age=4]", "text [1, 2] of Integer");
		}
	}

	@Test
	void nullInJsonIsPassedToAParameterThatTakesIt() {
		try (EndpointTestContext context = EndpointTestContext.of(NullableJson.class)) {
			assertThat(context.connect("/nullable").text("null").sent).containsExactly("text was null");
		}
	}

	@Test
	void messageMayBeLeftOut() {
		try (EndpointTestContext context = EndpointTestContext.of(NoArguments.class)) {
			assertThat(context.connect("/none").text("a").sent).containsExactly("text got one");
		}
	}

	@Test
	void connectionHandshakeAndCloseReasonArePassed() {
		try (EndpointTestContext context = EndpointTestContext.of(Contextual.class)) {
			FakeConnection connection = context.connect("/contextual?a=b");
			assertThat(connection.sent).containsExactly("text true a=b");
			connection.disconnect(1001);
			assertThat(connection.attributes()).containsEntry("code", 1001);
		}
	}

	@Test
	void principalIsPassedOrNullForAnonymous() {
		try (EndpointTestContext context = EndpointTestContext.of(Users.class)) {
			assertThat(context.connect("/users", new Member("ada")).text("a").sent).containsExactly("text ada",
					"text member ada");
			assertThat(context.connect("/users", null).text("a").sent).containsExactly("text nobody",
					"text member nobody");
		}
	}

	@Test
	void principalOfAnotherTypeIsAnInternalError() {
		try (EndpointTestContext context = EndpointTestContext.of(Users.class)) {
			Principal other = () -> "other";
			FakeConnection connection = context.connect("/users", other);
			assertThat(connection.sent).containsExactly("close 1011 Internal error");
			assertThat(connection.reported).singleElement().isInstanceOf(IllegalStateException.class);
		}
	}

	@Test
	void pathVariablesAreConverted() {
		try (EndpointTestContext context = EndpointTestContext.of(Paths.class)) {
			assertThat(context.connect("/games/7/chess%20960").text("a").sent)
				.containsExactly("text 7 chess 960 {id=7, name=chess 960}");
		}
	}

	@Test
	void pathVariableThatIsNotOfItsTypeClosesBeforeTheBeanHearsOfTheConnection(CapturedOutput output) {
		try (EndpointTestContext context = EndpointTestContext.of(Paths.class)) {
			FakeConnection connection = context.connect("/games/s\u00e9same/chess");
			assertThat(connection.sent).containsExactly(REFUSED);
			connection.disconnect(1008);
			assertThat(connection.attributes()).doesNotContainKey("connected").doesNotContainKey("disconnected");
			assertThat(connection.reported).isEmpty();
			assertThat(context.observed).isEmpty();
			assertThat(output).contains("closed with 1008: path variable 'id' of Paths.play is not of type int")
				.doesNotContain("s\u00e9same");
		}
	}

	@Test
	void messagesOfARefusedConnectionAreIgnored() throws Exception {
		try (EndpointTestContext context = EndpointTestContext.of(Paths.class)) {
			FakeConnection connection = context.connect("/games/x/chess");
			ByteBuffer late = ByteBuffer.wrap(new byte[] { 'a' });
			context.registry.endpoints().get(0).handler().onText(connection, late);
			assertThat(connection.sent).containsExactly(REFUSED);
			assertThat(context.observed).isEmpty();
		}
	}

	@Test
	void queryParametersAreConverted() {
		try (EndpointTestContext context = EndpointTestContext.of(Queries.class)) {
			assertThat(context.connect("/queries?page=3&tag=a&tag=b&id=1,2&day=2026-11-22&flag=true").text("a").sent)
				.containsExactly("text 3 [a, b] [1, 2] 2026-11-22 true Optional.empty 20 null");
			assertThat(context.connect("/queries?page=3&tag=&size=&opt=9&more=x%20y").text("a").sent)
				.containsExactly("text 3 [] null null false Optional[9] 20 x y");
		}
	}

	@Test
	void missingQueryParameterCloses(CapturedOutput output) {
		try (EndpointTestContext context = EndpointTestContext.of(Queries.class)) {
			assertThat(context.connect("/queries?tag=a").sent).containsExactly(REFUSED);
			assertThat(output).contains("query parameter 'page' of Queries.take is missing");
			assertThat(context.connect("/queries?tag=a&page=").sent).containsExactly(REFUSED);
		}
	}

	@Test
	void headersAreConverted() {
		try (EndpointTestContext context = EndpointTestContext.of(Headers.class)) {
			Header first = new Header("X-Number", "5");
			Header second = new Header("x-many", "a");
			Header third = new Header("X-Many", "b");
			assertThat(context.connect("/headers", null, first, second, third).text("a").sent)
				.containsExactly("text 5 [a, b] none 5 5");
			assertThat(context.connect("/headers", null, second).sent).containsExactly(REFUSED);
		}
	}

	@Test
	void allParametersAndHeadersMayBeTakenAtOnce() {
		try (EndpointTestContext context = EndpointTestContext.of(Everything.class)) {
			assertThat(context.connect("/everything?a=1&b=2&a=3").text("x").sent)
				.containsExactly("text {a=1, b=2} {a=[1, 3], b=[2]}");
		}
	}

	@Test
	void applicationsConversionServiceConverts() {
		DefaultConversionService conversion = new DefaultConversionService();
		conversion.addConverter(String.class, Person.class, (text) -> new Person(text, 0));
		try (EndpointTestContext context = EndpointTestContext.of((application) -> {
			application.getBeanFactory().setConversionService(conversion);
			application.register(Converted.class);
		})) {
			assertThat(context.connect("/converted/ada").text("x").sent)
				.containsExactly("text Person[name=ada, age=0]");
		}
	}

	@Test
	void manyArgumentsArePassed() {
		try (EndpointTestContext context = EndpointTestContext.of(ManyArguments.class)) {
			assertThat(context.connect("/many/1/2/3").text("x").binary("y").sent).containsExactly("text 3", "text x123",
					"text y123/many/1/2/3");
		}
	}

	@Test
	void boundValuesAreForgottenWhenTheConnectionEnds() {
		try (EndpointTestContext context = EndpointTestContext.of(Paths.class)) {
			FakeConnection connection = context.connect("/games/7/chess");
			connection.disconnect(1000);
			assertThat(connection.attributes()).containsKey("disconnected");
			assertThat(context.registry.endpoints().get(0).handler()).extracting("open").isEqualTo(Map.of());
		}
	}

	@Test
	void topicThatAPathVariableMakesUnusableCloses(CapturedOutput output) {
		try (EndpointTestContext context = EndpointTestContext.of(TopicFromPath.class)) {
			assertThat(context.connect("/topics/" + "a".repeat(300)).sent).containsExactly(REFUSED);
			assertThat(context.connect("/topics/a%0Ab").sent).containsExactly(REFUSED);
			assertThat(context.connect("/topics/*").sent).containsExactly(REFUSED);
			assertThat(context.connect("/topics/%2A%2A").sent).containsExactly(REFUSED);
			assertThat(context.connect("/topics/ok").text("x").sent).isEmpty();
			assertThat(context.topics.published).containsExactly("t.ok. text x");
			assertThat(output).contains("topic 't.{name}.' of TopicFromPath.take");
		}
	}

	record Person(String name, int age) {
	}

	record Member(String name) implements Principal {

		@Override
		public String getName() {
			return this.name;
		}

	}

	@WebSocketEndpoint("/texts")
	static class Texts {

		@OnText
		String take(String message) {
			return message;
		}

	}

	@WebSocketEndpoint("/sequences")
	static class Sequences {

		@OnText
		CharSequence take(CharSequence message) {
			return new StringBuilder(message).reverse();
		}

	}

	@WebSocketEndpoint("/bytes")
	static class Bytes {

		@OnBinary
		byte[] binary(byte[] message) {
			return message;
		}

		@OnText
		String text(byte[] utf8) {
			return new String(utf8, StandardCharsets.UTF_8) + "!";
		}

		@OnPong
		String pong(byte[] payload) {
			return "pong " + new String(payload, StandardCharsets.UTF_8);
		}

	}

	@WebSocketEndpoint("/buffers")
	static class Buffers {

		@OnBinary
		ByteBuffer take(ByteBuffer message, WebSocketConnection connection) {
			connection.sendBinary(message);
			return StandardCharsets.UTF_8.encode(String.valueOf(message.isReadOnly()));
		}

	}

	@WebSocketEndpoint("/json")
	static class Json {

		@OnText
		String take(Person person) {
			return person.toString();
		}

		@OnBinary
		String take(List<Integer> numbers) {
			return numbers + " of " + numbers.get(0).getClass().getSimpleName();
		}

	}

	@WebSocketEndpoint("/nullable")
	static class NullableJson {

		@OnText
		String take(@Nullable Person person) {
			return (person != null) ? "was there" : "was null";
		}

	}

	@WebSocketEndpoint("/none")
	static class NoArguments {

		@OnText
		String take() {
			return "got one";
		}

	}

	@WebSocketEndpoint("/contextual")
	static class Contextual {

		@OnConnect
		String join(WebSocketConnection connection, HandshakeRequest handshake) {
			return connection.isOpen() + " " + handshake.query();
		}

		@OnDisconnect
		void leave(CloseReason reason, WebSocketConnection connection) {
			connection.attributes().put("code", reason.code());
		}

	}

	@WebSocketEndpoint("/users")
	static class Users {

		@OnConnect
		String join(@Nullable Principal user) {
			return (user != null) ? user.getName() : "nobody";
		}

		@OnText
		String take(@Nullable Member member) {
			return "member " + ((member != null) ? member.name() : "nobody");
		}

	}

	@WebSocketEndpoint("/games/{id}/{name}")
	static class Paths {

		@OnConnect
		void join(WebSocketConnection connection) {
			connection.attributes().put("connected", true);
		}

		@OnText
		String play(@PathVariable int id, @PathVariable("name") String game, @PathVariable Map<String, String> all) {
			return id + " " + game + " " + new TreeMap<>(all);
		}

		@OnDisconnect
		void leave(WebSocketConnection connection) {
			connection.attributes().put("disconnected", true);
		}

	}

	@WebSocketEndpoint("/queries")
	static class Queries {

		@OnText
		String take(@RequestParam Integer page, @RequestParam("tag") List<String> tags,
				@RequestParam(name = "id", required = false) int @Nullable [] ids,
				@RequestParam(required = false) @DateTimeFormat(iso = DateTimeFormat.ISO.DATE) @Nullable LocalDate day,
				@RequestParam(required = false) boolean flag, @RequestParam Optional<Integer> opt,
				@RequestParam(defaultValue = "20") int size, @RequestParam @Nullable String more) {
			return page + " " + tags + " " + ((ids != null) ? Arrays.toString(ids) : null) + " " + day + " " + flag
					+ " " + opt + " " + size + " " + more;
		}

	}

	@WebSocketEndpoint("/headers")
	static class Headers {

		@OnText
		String take(@RequestHeader("X-Number") long number, @RequestHeader("X-Many") List<String> many,
				@RequestHeader(name = "X-Other", defaultValue = "none") String other,
				@RequestHeader Map<String, String> all, @RequestHeader HttpHeaders headers) {
			return number + " " + many + " " + other + " " + all.get("x-number") + " " + headers.getFirst("x-number");
		}

	}

	@WebSocketEndpoint("/everything")
	static class Everything {

		@OnText
		String take(@RequestParam Map<String, String> first, @RequestParam MultiValueMap<String, String> all) {
			return first + " " + all;
		}

	}

	@WebSocketEndpoint("/converted/{person}")
	static class Converted {

		@OnText
		String take(@PathVariable Person person) {
			return person.toString();
		}

	}

	@WebSocketEndpoint("/many/{a}/{b}/{c}")
	static class ManyArguments {

		@OnConnect
		String three(@PathVariable int a, @PathVariable int b, @PathVariable int c) {
			return String.valueOf(Math.max(a, Math.max(b, c)));
		}

		@OnText
		String five(String message, WebSocketConnection connection, @PathVariable int a, @PathVariable int b,
				@PathVariable int c) {
			return message + a + b + c;
		}

		@OnBinary
		String six(byte[] message, WebSocketConnection connection, @PathVariable int a, @PathVariable int b,
				@PathVariable int c, HandshakeRequest handshake) {
			return new String(message, StandardCharsets.UTF_8) + a + b + c + handshake.path();
		}

	}

	@WebSocketEndpoint("/topics/{name}")
	static class TopicFromPath {

		@OnText
		@BroadcastTo("t.{name}.")
		String take(String message) {
			return message;
		}

	}

}
