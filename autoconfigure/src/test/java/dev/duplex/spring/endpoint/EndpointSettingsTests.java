package dev.duplex.spring.endpoint;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.protocol.OriginPolicy;
import dev.duplex.spring.Execution;
import dev.duplex.spring.OnText;
import dev.duplex.spring.WebSocketEndpoint;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What configuration says of one endpoint, and how it is found by the endpoint's id.
 */
class EndpointSettingsTests {

	private static final ConnectionOptions OPTIONS = ConnectionOptions.defaults().toBuilder().maxMessageSize(7).build();

	private static final OriginPolicy ORIGINS = OriginPolicy.sameOrigin().requireOrigin();

	@ParameterizedTest
	@ValueSource(strings = { "chatRoom", "chat-room", "chatroom", "CHATROOM" })
	void anIdMayBeWrittenInAnyRelaxedForm(String id) {
		try (EndpointTestContext context = EndpointTestContext.configured(settings(id, null), Chat.class,
				OnLoop.class)) {
			Endpoint chat = context.registry.endpoint("chatRoom");
			assertThat(chat.options()).isSameAs(OPTIONS);
			assertThat(chat.originPolicy()).isSameAs(ORIGINS);
			assertThat(chat.executor()).isSameAs(EndpointTestContext.HANDLER_EXECUTOR);
			Endpoint other = context.registry.endpoint("fast");
			assertThat(other.options()).isSameAs(EndpointTestContext.DEFAULTS.options());
			assertThat(other.originPolicy()).isSameAs(EndpointTestContext.DEFAULTS.originPolicy());
		}
	}

	@Test
	void theIdAsItIsGoesFirst() {
		Map<String, EndpointSettings> settings = new LinkedHashMap<>();
		settings.put("chatroom", new EndpointSettings("duplex.endpoints.chatroom", Set.of(),
				ConnectionOptions.defaults(), null, ORIGINS));
		settings.putAll(settings("chatRoom", null));
		try (EndpointTestContext context = EndpointTestContext.configured(settings, Chat.class)) {
			assertThat(context.registry.endpoint("chatRoom").options()).isSameAs(OPTIONS);
		}
	}

	@Test
	void theBeansNameIsAnIdToo() {
		try (EndpointTestContext context = EndpointTestContext.configured(settings("endpointSettingsTests.Named", null),
				Named.class)) {
			assertThat(context.registry.endpoint("endpointSettingsTests.Named").options()).isSameAs(OPTIONS);
		}
	}

	@Test
	void executionGoesBeforeTheAnnotations() {
		try (EndpointTestContext context = EndpointTestContext.configured(settings("chatRoom", Execution.EVENT_LOOP),
				Chat.class)) {
			assertThat(context.registry.endpoint("chatRoom").executor()).isNull();
		}
		try (EndpointTestContext context = EndpointTestContext.configured(settings("fast", Execution.AUTO),
				OnLoop.class)) {
			assertThat(context.registry.endpoint("fast").executor()).isSameAs(EndpointTestContext.HANDLER_EXECUTOR);
		}
		try (EndpointTestContext context = EndpointTestContext.configured(settings("fast", null), OnLoop.class)) {
			assertThat(context.registry.endpoint("fast").executor()).isNull();
		}
	}

	@Test
	void anIdThatNoEndpointHasIsRefused() {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> EndpointTestContext.configured(settings("chatRom", null), Chat.class, Named.class))
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo("duplex.endpoints.chatRom");
				assertThat(ex.getReason()).isEqualTo("No endpoint has this id. The application's endpoints have: "
						+ "duplex.endpoints.chatRoom, duplex.endpoints[endpointSettingsTests.Named].");
			});
	}

	@Test
	void anIdWithoutAnyEndpointIsRefusedToo() {
		assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
			.isThrownBy(() -> EndpointTestContext.configured(settings("chat.room", null)))
			.satisfies((ex) -> {
				assertThat(ex.getName()).isEqualTo("duplex.endpoints[chat.room]");
				assertThat(ex.getReason()).endsWith("The application has no endpoints.");
			});
	}

	@Test
	void idsThatAreTheSameInTheKeysOfPropertiesAreRefused() {
		assertThatExceptionOfType(InvalidEndpointException.class)
			.isThrownBy(() -> EndpointTestContext.of(Chat.class, SameChat.class))
			.withMessageContaining("'chat-room'")
			.withMessageContaining("'chatRoom'")
			.withMessageContaining("in the keys of properties");
	}

	@Test
	void thePropertyInEffectIsTheEndpointsOwnIfItIsSet() {
		try (EndpointTestContext context = EndpointTestContext.configured(settings("chatRoom", null), Chat.class)) {
			assertThat(context.registry.property("/chat", "duplex.limits.max-message-size"))
				.isEqualTo("duplex.endpoints.chatRoom.limits.max-message-size");
			assertThat(context.registry.property("/chat", "duplex.limits.max-frame-size"))
				.isEqualTo("duplex.limits.max-frame-size");
			assertThat(context.registry.property("/other", "duplex.limits.max-message-size"))
				.isEqualTo("duplex.limits.max-message-size");
		}
	}

	private static Map<String, EndpointSettings> settings(String id, @Nullable Execution execution) {
		return Map.of(id, new EndpointSettings("duplex.endpoints." + id, Set.of("limits.max-message-size"), OPTIONS,
				execution, ORIGINS));
	}

	@WebSocketEndpoint(path = "/chat", id = "chatRoom")
	static class Chat {

		@OnText
		void take(String message) {
		}

	}

	@WebSocketEndpoint(path = "/same", id = "chat-room")
	static class SameChat {

		@OnText
		void take(String message) {
		}

	}

	@WebSocketEndpoint("/named")
	static class Named {

		@OnText
		void take(String message) {
		}

	}

	@WebSocketEndpoint(path = "/loop", id = "fast", execution = Execution.EVENT_LOOP)
	static class OnLoop {

		@OnText
		void take(String message) {
		}

	}

}
