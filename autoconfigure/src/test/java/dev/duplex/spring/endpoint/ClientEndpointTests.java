package dev.duplex.spring.endpoint;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.spring.BroadcastTo;
import dev.duplex.spring.Execution;
import dev.duplex.spring.OnConnect;
import dev.duplex.spring.OnDisconnect;
import dev.duplex.spring.OnText;
import dev.duplex.spring.WebSocketClientEndpoint;
import dev.duplex.spring.WebSocketEndpoint;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.annotation.AliasFor;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Which beans are client endpoints, what their methods get, and what keeps an application
 * with one from starting.
 */
class ClientEndpointTests {

	private static final Executor EXECUTOR = Runnable::run;

	private static final ConnectionOptions OPTIONS = ConnectionOptions.defaults().toBuilder().maxFragments(7).build();

	private final AnnotationConfigApplicationContext application = new AnnotationConfigApplicationContext();

	private final Map<String, ClientEndpointSettings> settings = new HashMap<>();

	private final FakeTopics topics = new FakeTopics();

	private final List<String> observed = new ArrayList<>();

	private final ClientEndpointRegistry registry = registry(this.application);

	private ClientEndpointRegistry registry(AnnotationConfigApplicationContext context) {
		HandlerObserver observer = new HandlerObserver() {

			@Override
			public void handled(String endpoint, String type, long nanos, @Nullable Throwable failure) {
				throw new AssertionError("a server's");
			}

			@Override
			public void handledByClient(String id, String type, long nanos, @Nullable Throwable failure) {
				ClientEndpointTests.this.observed.add(id + " " + type);
			}

		};
		return new ClientEndpointRegistry(context, this.settings::get, EXECUTOR, this.topics,
				new JsonPayloadCodec(JsonMapper.builder().build()), observer);
	}

	@BeforeEach
	void configure() {
		configure("prices", null);
	}

	@AfterEach
	void close() {
		this.application.close();
	}

	private void configure(String id, @Nullable Execution execution) {
		this.settings.put(id, new ClientEndpointSettings(id, OPTIONS, List.of("v2", "v1"), execution));
	}

	private void start(Class<?>... beans) {
		this.application.registerBean(ClientEndpointRegistry.class, () -> this.registry);
		for (Class<?> bean : beans) {
			this.application.registerBean("bean" + bean.getSimpleName(), bean);
		}
		this.application.refresh();
	}

	private FakeConnection connect(String id) {
		Endpoint endpoint = this.registry.endpoints().get(id);
		InetSocketAddress server = InetSocketAddress.createUnresolved("192.0.2.1", 443);
		return new FakeConnection(endpoint, Map.of(),
				new HandshakeRequest("GET", "/stream", null, List.of(), true, "prices.example", 443, server), null);
	}

	@Test
	void aBeanGetsWhatHappensOnItsConnection() {
		start(Prices.class);
		FakeConnection connection = connect("prices").open();
		assertThat(connection.sent).containsExactly("text subscribe");
		connection.text("{\"symbol\":\"A\",\"cents\":5}").disconnect(1001);
		assertThat(this.application.getBean(Prices.class).events).containsExactly("/stream", "A=5", "1001");
		assertThat(this.observed).containsExactly("prices connect", "prices text", "prices disconnect");
	}

	@Test
	void itHasTheSettingsOfItsId() {
		start(Prices.class);
		Endpoint endpoint = this.registry.endpoints().get("prices");
		assertThat(endpoint.name()).isEqualTo("prices");
		assertThat(endpoint.options()).isSameAs(OPTIONS);
		assertThat(endpoint.subprotocols()).containsExactly("v2", "v1");
		assertThat(endpoint.executor()).isSameAs(EXECUTOR);
	}

	@Test
	void theAnnotationSaysWhereHandlersRun() {
		configure("fast", null);
		start(OnLoop.class);
		assertThat(this.registry.endpoints().get("fast").executor()).isNull();
	}

	@Test
	void theConfigurationSaysItLast() {
		configure("fast", Execution.AUTO);
		configure("prices", Execution.EVENT_LOOP);
		start(OnLoop.class, Prices.class);
		assertThat(this.registry.endpoints().get("fast").executor()).isSameAs(EXECUTOR);
		assertThat(this.registry.endpoints().get("prices").executor()).isNull();
	}

	@Test
	void withoutAnIdItIsTheBeansName() {
		configure("beanUnnamed", null);
		start(Unnamed.class);
		assertThat(this.registry.endpoints()).containsOnlyKeys("beanUnnamed");
	}

	@Test
	void anIdMayHavePlaceholdersAndComeFromAComposedAnnotation() {
		MockEnvironment environment = new MockEnvironment();
		environment.setProperty("feed.id", "prices");
		this.application.setEnvironment(environment);
		start(Composed.class);
		assertThat(this.registry.endpoints()).containsOnlyKeys("prices");
	}

	@Test
	void aServersEndpointIsNone() {
		start(Served.class);
		assertThat(this.registry.endpoints()).isEmpty();
	}

	@Test
	void whatAServerSendsCanReachTheApplicationsSubscribers() {
		start(Relay.class);
		connect("prices").open().text("up");
		assertThat(this.topics.published).containsExactly("prices text up");
	}

	@Test
	void anIdWithoutAUrlNamesTheProperty() {
		this.settings.clear();
		InvalidEndpointException failure = catchThrowableOfType(InvalidEndpointException.class,
				() -> start(Prices.class));
		FailureAnalysis analysis = new InvalidEndpointFailureAnalyzer().analyze(failure);
		assertThat(analysis.getDescription()).isEqualTo("""
				A WebSocket endpoint cannot work as it is written:

				    Bean: beanPrices
				    Class: %s

				Nothing says where it connects: duplex.client.prices.url is not set."""
			.formatted(Prices.class.getName()));
		assertThat(analysis.getAction())
			.isEqualTo("Set duplex.client.prices.url, for example to wss://example.com/stream, or remove the bean.");
	}

	@Test
	void anIdThatIsNoPartOfAKey() {
		assertInvalid(BadId.class, "Its id 'a.b' cannot be a part of the key duplex.client.<id>.url.",
				"@WebSocketClientEndpoint(\"price-feed\")");
	}

	@Test
	void twoBeansWithOneId() {
		InvalidEndpointException failure = catchThrowableOfType(InvalidEndpointException.class,
				() -> start(Prices.class, Relay.class));
		assertThat(failure.problem())
			.isEqualTo("Its id 'prices' is that of bean 'beanPrices' (" + Prices.class.getName() + "), too.");
	}

	@ParameterizedTest
	@ValueSource(classes = { TakesPathVariable.class, TakesRequestParam.class, TakesRequestHeader.class })
	void valuesOfARequestThatNobodySent(Class<?> type) {
		assertInvalid(type, "takes a value of a request that was received, and a client endpoint receives none.",
				"WebSocketConnection.responseHeaders()");
	}

	@Test
	void whatElseAClientDoesNotHave() {
		assertInvalid(TakesPrincipal.class, "A client's connection has no user.", "Remove the parameter.");
		assertInvalid(TakesUser.class, "A client's connection has no user.", "Remove the parameter.");
		assertInvalid(TakesBody.class, "RequestBody has no meaning",
				"Remove it; a message is taken without any annotation.");
		assertInvalid(TopicWithPlaceholder.class,
				"The topic 'room.{room}' of @BroadcastTo has a placeholder, but a client endpoint has no path",
				"Name the topic itself");
		assertInvalid(ConnectTakesText.class, "@OnConnect methods have no argument of type java.lang.String.",
				"@OnConnect methods take: WebSocketConnection, HandshakeRequest, Topics, and parameters with "
						+ "@RequestAttribute. Beans are injected");
		InvalidEndpointException failure = assertInvalid(TakesTwoMessages.class, "It is the second parameter", "Keep");
		assertThat(failure.action()).isEqualTo("Keep one of them.");
	}

	private InvalidEndpointException assertInvalid(Class<?> type, String problem, String action) {
		try (AnnotationConfigApplicationContext other = new AnnotationConfigApplicationContext()) {
			other.registerBean(ClientEndpointRegistry.class, () -> registry(other));
			other.registerBean("bean", type);
			InvalidEndpointException failure = catchThrowableOfType(InvalidEndpointException.class, other::refresh);
			assertThat(failure).as(type.getSimpleName()).isNotNull();
			assertThat(failure.problem()).contains(problem);
			assertThat(failure.action()).contains(action);
			return failure;
		}
	}

	record Price(String symbol, int cents) {
	}

	@WebSocketClientEndpoint("prices")
	static class Prices {

		final List<String> events = new ArrayList<>();

		@OnConnect
		String connected(WebSocketConnection connection, HandshakeRequest sent) {
			this.events.add(sent.path());
			return "subscribe";
		}

		@OnText
		void price(Price price) {
			this.events.add(price.symbol() + "=" + price.cents());
		}

		@OnDisconnect
		void lost(CloseReason reason) {
			this.events.add(Integer.toString(reason.code()));
		}

	}

	@WebSocketClientEndpoint(id = "fast", execution = Execution.EVENT_LOOP)
	static class OnLoop {

		@OnText
		void take(String text) {
		}

	}

	@WebSocketClientEndpoint
	static class Unnamed {

		@OnText
		void take(String text) {
		}

	}

	@WebSocketClientEndpoint
	@Retention(RetentionPolicy.RUNTIME)
	@interface Feed {

		@AliasFor(annotation = WebSocketClientEndpoint.class, attribute = "id")
		String value();

	}

	@Feed("${feed.id}")
	static class Composed {

		@OnText
		void take(String text) {
		}

	}

	@WebSocketEndpoint("/served")
	static class Served {

		@OnText
		void take(String text) {
		}

	}

	@WebSocketClientEndpoint("prices")
	static class Relay {

		@OnText
		@BroadcastTo("prices")
		String relay(String text) {
			return text;
		}

	}

	@WebSocketClientEndpoint("a.b")
	static class BadId {

		@OnText
		void take(String text) {
		}

	}

	@WebSocketClientEndpoint("prices")
	static class TakesPathVariable {

		@OnConnect
		void open(@PathVariable String room) {
		}

	}

	@WebSocketClientEndpoint("prices")
	static class TakesRequestParam {

		@OnText
		void take(String text, @RequestParam(required = false) String token) {
		}

	}

	@WebSocketClientEndpoint("prices")
	static class TakesRequestHeader {

		@OnText
		void take(String text, @RequestHeader Map<String, String> headers) {
		}

	}

	@WebSocketClientEndpoint("prices")
	static class TakesPrincipal {

		@OnConnect
		void open(Principal user) {
		}

	}

	interface User extends Principal {

	}

	@WebSocketClientEndpoint("prices")
	static class TakesUser {

		@OnConnect
		void open(User user) {
		}

	}

	@WebSocketClientEndpoint("prices")
	static class TakesBody {

		@OnText
		void take(@RequestBody String text) {
		}

	}

	@WebSocketClientEndpoint("prices")
	static class TopicWithPlaceholder {

		@OnText
		@BroadcastTo("room.{room}")
		String take(String text) {
			return text;
		}

	}

	@WebSocketClientEndpoint("prices")
	static class ConnectTakesText {

		@OnConnect
		void open(String text) {
		}

	}

	@WebSocketClientEndpoint("prices")
	static class TakesTwoMessages {

		@OnText
		void take(String text, String other) {
		}

	}

}
