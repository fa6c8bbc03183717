package dev.duplex.spring.endpoint;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.duplex.spring.BroadcastTo;
import dev.duplex.spring.OnBinary;
import dev.duplex.spring.OnConnect;
import dev.duplex.spring.OnDisconnect;
import dev.duplex.spring.OnText;
import dev.duplex.spring.WebSocketEndpoint;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.web.bind.annotation.PathVariable;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a handler may return, and what becomes of it.
 */
class EndpointReplyTests {

	@Test
	void valueDecidesHowItIsSent() {
		try (EndpointTestContext context = EndpointTestContext.of(Anything.class)) {
			FakeConnection connection = context.connect("/anything");
			for (String wish : List.of("text", "bytes", "buffer", "record", "list", "number", "null", "stage")) {
				connection.text(wish);
			}
			assertThat(connection.sent).containsExactly("text text", "binary bytes", "binary buffer",
					"text {\"x\":1,\"y\":2}", "text [1,2]", "text 3", "text later");
		}
	}

	@Test
	void valueIsWrittenAsWhatItIsAndNotAsWhatWasDeclared() {
		try (EndpointTestContext context = EndpointTestContext.of(Polymorphic.class)) {
			assertThat(context.connect("/shapes").text("a").sent)
				.containsExactly("text {\"kind\":\"circle\",\"radius\":2}");
			assertThat(context.connect("/shapes").binary("a").sent)
				.containsExactly("text [{\"kind\":\"circle\",\"radius\":3}]");
		}
	}

	@Test
	void voidAndNullSendNothing() {
		try (EndpointTestContext context = EndpointTestContext.of(Silent.class)) {
			assertThat(context.connect("/silent").text("a").binary("b").sent).isEmpty();
		}
	}

	@Test
	void stageRepliesWhenItCompletes() {
		try (EndpointTestContext context = EndpointTestContext.of(Later.class)) {
			Later later = context.application.getBean(Later.class);
			FakeConnection connection = context.connect("/later").text("a");
			assertThat(connection.sent).isEmpty();
			assertThat(context.observed).isEmpty();
			later.connected.complete("welcome");
			later.replied.complete(new Point(1, 2));
			assertThat(connection.sent).containsExactly("text welcome", "text {\"x\":1,\"y\":2}");
			assertThat(context.observed).containsExactly("/later connect", "/later text");
		}
	}

	@Test
	void stageOfNullSendsNothing() {
		try (EndpointTestContext context = EndpointTestContext.of(Later.class)) {
			FakeConnection connection = context.connect("/later");
			context.application.getBean(Later.class).connected.complete(null);
			assertThat(connection.sent).isEmpty();
		}
	}

	@Test
	void broadcastGoesToTheTopicInsteadOfTheSender() {
		try (EndpointTestContext context = EndpointTestContext.of(Broadcasting.class)) {
			FakeConnection connection = context.connect("/rooms/caf%C3%A9");
			connection.text("hi").binary("raw").disconnect(1000);
			assertThat(connection.sent).isEmpty();
			assertThat(context.topics.published).containsExactly("joins text \"caf\u00e9\" joined",
					"room.caf\u00e9 text {\"message\":\"hi\"}", "room.caf\u00e9.raw binary raw", "joins text left");
		}
	}

	@Test
	void everyCallIsObserved() {
		try (EndpointTestContext context = EndpointTestContext.of(Broadcasting.class)) {
			context.connect("/rooms/a").text("hi").binary("raw").pong("p").disconnect(1000);
			assertThat(context.observed).containsExactly("/rooms/{room} connect", "/rooms/{room} text",
					"/rooms/{room} binary", "/rooms/{room} disconnect");
		}
	}

	@Test
	void noJsonIsNeededForTextAndBytes() {
		try (EndpointTestContext context = EndpointTestContext.withoutJson(Anything.class)) {
			FakeConnection connection = context.connect("/anything");
			assertThat(connection.text("text").text("bytes").sent).containsExactly("text text", "binary bytes");
			connection.text("record");
			assertThat(connection.reported).singleElement()
				.asString()
				.contains("EndpointReplyTests$Point needs a JsonMapper");
		}
	}

	record Point(int x, int y) {
	}

	@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
	@JsonSubTypes(@JsonSubTypes.Type(value = Circle.class, name = "circle"))
	interface Shape {

	}

	record Circle(int radius) implements Shape {
	}

	@WebSocketEndpoint("/anything")
	static class Anything {

		@OnText
		@Nullable Object take(String wish) {
			return switch (wish) {
				case "text" -> wish;
				case "bytes" -> wish.getBytes(StandardCharsets.UTF_8);
				case "buffer" -> ByteBuffer.wrap(wish.getBytes(StandardCharsets.UTF_8));
				case "record" -> new Point(1, 2);
				case "list" -> List.of(1, 2);
				case "number" -> 3;
				case "stage" -> CompletableFuture.completedStage("later");
				default -> null;
			};
		}

	}

	@WebSocketEndpoint("/shapes")
	static class Polymorphic {

		@OnText
		Shape one() {
			return new Circle(2);
		}

		@OnBinary
		List<Shape> many() {
			return List.of(new Circle(3));
		}

	}

	@WebSocketEndpoint("/silent")
	static class Silent {

		@OnText
		void text(String message) {
		}

		@OnBinary
		@Nullable Point binary(byte[] message) {
			return null;
		}

	}

	@WebSocketEndpoint("/later")
	static class Later {

		final CompletableFuture<String> connected = new CompletableFuture<>();

		final CompletableFuture<Point> replied = new CompletableFuture<>();

		@OnConnect
		CompletableFuture<String> join() {
			return this.connected;
		}

		@OnText
		CompletionStage<Point> take(String message) {
			return this.replied;
		}

	}

	@WebSocketEndpoint("/rooms/{room}")
	static class Broadcasting {

		@OnConnect
		@BroadcastTo("joins")
		String join(@PathVariable String room) {
			return '"' + room + "\" joined";
		}

		@OnText
		@BroadcastTo("room.{room}")
		Map<String, String> say(String message) {
			return Map.of("message", message);
		}

		@OnBinary
		@BroadcastTo("room.{room}.raw")
		CompletionStage<byte[]> raw(byte[] message) {
			return CompletableFuture.completedStage(message);
		}

		@OnDisconnect
		@BroadcastTo("joins")
		String leave() {
			return "left";
		}

	}

}
