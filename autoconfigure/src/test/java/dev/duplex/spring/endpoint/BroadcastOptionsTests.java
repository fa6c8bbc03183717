package dev.duplex.spring.endpoint;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.duplex.engine.OverflowPolicy;
import dev.duplex.engine.PublishOptions;
import dev.duplex.engine.SendOptions;
import dev.duplex.spring.BroadcastTo;
import dev.duplex.spring.OnBinary;
import dev.duplex.spring.OnPong;
import dev.duplex.spring.OnText;
import dev.duplex.spring.WebSocketEndpoint;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * With which options {@code @BroadcastTo} publishes.
 */
class BroadcastOptionsTests {

	@Test
	void keyIsOfThePathTheConnectionAndTheMessage() {
		try (EndpointTestContext context = EndpointTestContext.of(Ticker.class)) {
			FakeConnection connection = context.connect("/ticker/nyse").text("{\"symbol\":\"A\",\"price\":1}");
			assertThat(context.topics.published).containsExactly("prices text {\"symbol\":\"A\",\"price\":1}");
			assertThat(context.topics.options).containsExactly(PublishOptions.latest("nyse/A/" + connection.id()));
		}
	}

	@Test
	void messageWhosePropertyIsNullHasNoKey() {
		try (EndpointTestContext context = EndpointTestContext.of(Ticker.class)) {
			context.connect("/ticker/nyse").text("{\"price\":1}");
			assertThat(context.topics.options).containsExactly(PublishOptions.defaults());
		}
	}

	@Test
	void keyThatIsTooLongIsTheHandlersFailure() {
		try (EndpointTestContext context = EndpointTestContext.of(Ticker.class)) {
			FakeConnection connection = context.connect("/ticker/nyse")
				.text("{\"symbol\":\"" + "a".repeat(257) + "\",\"price\":1}");
			assertThat(connection.sent).containsExactly("close 1011 Internal error");
			assertThat(context.topics.published).isEmpty();
		}
	}

	@Test
	void whatAGetterThrowsIsTheHandlersFailure() {
		try (EndpointTestContext context = EndpointTestContext.of(Throwing.class)) {
			assertThat(context.connect("/throwing").text("a").reported).singleElement()
				.isInstanceOf(UnsupportedOperationException.class);
		}
	}

	@Test
	void policyTimeAndSenderAreOptions() {
		try (EndpointTestContext context = EndpointTestContext.of(Board.class)) {
			FakeConnection connection = context.connect("/board").binary("a");
			assertThat(context.topics.options).containsExactly(new PublishOptions(
					new SendOptions(OverflowPolicy.DROP_NEWEST, null, Duration.ofMillis(500)), connection, null));
		}
	}

	@Test
	void bufferIsWrittenWhole() {
		try (EndpointTestContext context = EndpointTestContext.of(Board.class)) {
			context.connect("/board").pong("abc").text("later");
			assertThat(context.topics.published).containsExactly("board binary abc", "board text later");
			assertThat(context.topics.options).hasSize(2).allMatch((options) -> options.except() != null);
		}
	}

	@Test
	void withoutOptionsNothingChanges() {
		try (EndpointTestContext context = EndpointTestContext.of(Plain.class)) {
			context.connect("/plain").text("a");
			assertThat(context.topics.published).containsExactly("plain text a");
			assertThat(context.topics.options).isEmpty();
		}
	}

	@Test
	void optionsThatCannotWorkAreInvalid() {
		assertInvalid(UnknownProperty.class, "The placeholder {symbl} in the key of @BroadcastTo is neither");
		assertInvalid(PropertyOfText.class, "nor a property of java.lang.String");
		assertInvalid(Unclosed.class, "has a brace that is not closed");
		assertInvalid(TwoPolicies.class, "more than one overflow policy");
		assertInvalid(NoTime.class, "The timeToLive '0s' of @BroadcastTo");
		assertInvalid(Gibberish.class, "The timeToLive 'soon' of @BroadcastTo");
	}

	private static void assertInvalid(Class<?> endpoint, String problem) {
		assertThatExceptionOfType(InvalidEndpointException.class).isThrownBy(() -> EndpointTestContext.of(endpoint))
			.withMessageContaining(problem);
	}

	record Price(@Nullable String symbol, int price) {
	}

	@WebSocketEndpoint("/ticker/{market}")
	static class Ticker {

		@OnText
		@BroadcastTo(value = "prices", key = "{market}/{symbol}/{connection.id}")
		CompletionStage<Price> price(Price price) {
			return CompletableFuture.completedStage(price);
		}

	}

	@WebSocketEndpoint("/throwing")
	static class Throwing {

		@OnText
		@BroadcastTo(value = "a", key = "{message}")
		Failing take(String text) {
			return new Failing();
		}

	}

	public static class Failing {

		private boolean written;

		public String getMessage() {
			if (this.written) {
				throw new UnsupportedOperationException();
			}
			this.written = true;
			return "a";
		}

	}

	@WebSocketEndpoint("/board")
	static class Board {

		@OnBinary
		@BroadcastTo(value = "board", overflow = OverflowPolicy.DROP_NEWEST, timeToLive = "${board.ttl:500ms}",
				excludeSender = true)
		byte[] move(byte[] data) {
			return data;
		}

		@OnPong
		@BroadcastTo(value = "board", excludeSender = true)
		ByteBuffer pong(byte[] data) {
			return ByteBuffer.wrap(data);
		}

		@OnText
		@BroadcastTo(value = "board", excludeSender = true)
		String text(String text) {
			return text;
		}

	}

	@WebSocketEndpoint("/plain")
	static class Plain {

		@OnText
		@BroadcastTo("plain")
		String take(String text) {
			return text;
		}

	}

	@WebSocketEndpoint("/invalid")
	static class UnknownProperty {

		@OnText
		@BroadcastTo(value = "a", key = "{symbl}")
		Price take(Price price) {
			return price;
		}

	}

	@WebSocketEndpoint("/invalid")
	static class PropertyOfText {

		@OnText
		@BroadcastTo(value = "a", key = "{symbol}")
		String take(String price) {
			return price;
		}

	}

	@WebSocketEndpoint("/invalid")
	static class Unclosed {

		@OnText
		@BroadcastTo(value = "a", key = "{symbol")
		Price take(Price price) {
			return price;
		}

	}

	@WebSocketEndpoint("/invalid")
	static class TwoPolicies {

		@OnText
		@BroadcastTo(value = "a", overflow = { OverflowPolicy.CLOSE, OverflowPolicy.REJECT })
		String take(String text) {
			return text;
		}

	}

	@WebSocketEndpoint("/invalid")
	static class NoTime {

		@OnText
		@BroadcastTo(value = "a", timeToLive = "0s")
		String take(String text) {
			return text;
		}

	}

	@WebSocketEndpoint("/invalid")
	static class Gibberish {

		@OnText
		@BroadcastTo(value = "a", timeToLive = "soon")
		String take(String text) {
			return text;
		}

	}

}
