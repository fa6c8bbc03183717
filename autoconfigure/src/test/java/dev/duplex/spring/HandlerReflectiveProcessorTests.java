package dev.duplex.spring;

import java.nio.ByteBuffer;
import java.security.Principal;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.Topics;
import dev.duplex.engine.WebSocketConnection;
import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.web.bind.annotation.CookieValue;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestAttribute;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HandlerReflectiveProcessor}: what a native image keeps of an endpoint.
 */
class HandlerReflectiveProcessorTests {

	private final RuntimeHints hints = new RuntimeHints();

	@Test
	void handlersCanBeInvoked() {
		register(Room.class);
		for (String method : List.of("join", "say", "raw", "pong", "leave", "failed")) {
			assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Room.class, method)).accepts(this.hints);
		}
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Room.class, "helper")).rejects(this.hints);
	}

	@Test
	void endpointClassIsKnown() {
		register(Room.class);
		assertThat(RuntimeHintsPredicates.reflection().onType(Room.class)).accepts(this.hints);
	}

	@Test
	void adviceIsTheSame() {
		register(Problems.class);
		assertThat(RuntimeHintsPredicates.reflection().onType(Problems.class)).accepts(this.hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Problems.class, "failed"))
			.accepts(this.hints);
		assertThat(RuntimeHintsPredicates.reflection()
			.onType(Problem.class)
			.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)).accepts(this.hints);
	}

	@Test
	void clientEndpointsAreTheSame() {
		register(Prices.class);
		assertThat(RuntimeHintsPredicates.reflection().onType(Prices.class)).accepts(this.hints);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Prices.class, "price")).accepts(this.hints);
		assertThat(RuntimeHintsPredicates.reflection()
			.onType(Message.class)
			.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)).accepts(this.hints);
	}

	@Test
	void payloadsCanBeBound() {
		register(Room.class);
		for (Class<?> type : List.of(Message.class, Detail.class, Reply.class, Broadcast.class, Problem.class)) {
			assertThat(RuntimeHintsPredicates.reflection()
				.onType(type)
				.withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)).as(type.getName())
				.accepts(this.hints);
		}
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Message.class, "text")).accepts(this.hints);
	}

	@Test
	void keyOfWhatIsPublishedCanBeRead() {
		register(Room.class);
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Broadcast.class, "text")).accepts(this.hints);
	}

	@Test
	void whatIsNoPayloadIsNotBound() {
		register(Room.class);
		for (Class<?> type : List.of(WebSocketConnection.class, CloseReason.class, Principal.class, RoomName.class,
				ByteBuffer.class, IllegalStateException.class, Locale.class, Topics.class)) {
			assertThat(RuntimeHintsPredicates.reflection().onType(type)).as(type.getName()).rejects(this.hints);
		}
	}

	private void register(Class<?> type) {
		new ReflectiveRuntimeHintsRegistrar().registerRuntimeHints(this.hints, type);
	}

	record Message(String text, Detail detail) {
	}

	record Detail(int number) {
	}

	record Reply(String text) {
	}

	record Broadcast(String text) {
	}

	record Problem(String text) {
	}

	record RoomName(String name) {
	}

	@WebSocketClientEndpoint("prices")
	static class Prices {

		@OnText
		void price(Message message) {
		}

	}

	@WebSocketEndpoint("/rooms/{room}")
	static class Room {

		@OnConnect
		void join(WebSocketConnection connection, @PathVariable RoomName room, Principal user,
				@CookieValue RoomName cookie, @RequestAttribute RoomName attribute, Locale locale, Topics topics) {
		}

		@OnText
		CompletionStage<List<Reply>> say(Message message) {
			throw new UnsupportedOperationException();
		}

		@OnBinary
		@BroadcastTo(value = "raw", key = "{text}")
		Broadcast raw(ByteBuffer data) {
			throw new UnsupportedOperationException();
		}

		@OnPong
		void pong(byte[] payload) {
		}

		@OnDisconnect
		void leave(CloseReason reason) {
		}

		@WebSocketExceptionHandler
		Problem failed(IllegalStateException ex) {
			throw new UnsupportedOperationException();
		}

		void helper() {
		}

	}

	@WebSocketEndpointAdvice
	static class Problems {

		@WebSocketExceptionHandler
		Problem failed(IllegalStateException ex) {
			return new Problem("failed");
		}

	}

}
