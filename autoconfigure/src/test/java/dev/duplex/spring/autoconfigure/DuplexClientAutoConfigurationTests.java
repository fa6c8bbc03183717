package dev.duplex.spring.autoconfigure;

import java.util.Map;
import java.util.concurrent.Executor;

import dev.duplex.engine.ConnectionHandler;
import dev.duplex.engine.EngineListener;
import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.PartialMessageHandler;
import dev.duplex.engine.runtime.WebSocketClient;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.OnText;
import dev.duplex.spring.WebSocketClientEndpoint;
import dev.duplex.spring.WebSocketClientFactory;
import dev.duplex.spring.client.ClientEndpoints;
import dev.duplex.spring.client.ConfiguredClientFactory;
import dev.duplex.spring.client.ConfiguredClients;
import dev.duplex.spring.endpoint.ClientEndpointRegistry;
import dev.duplex.spring.endpoint.InvalidEndpointException;
import dev.duplex.spring.server.DrainLifecycle;
import dev.duplex.spring.server.ListenerLifecycle;
import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link DuplexClientAutoConfiguration}.
 */
class DuplexClientAutoConfigurationTests {

	private static final String URL = "duplex.client.prices.url=ws://127.0.0.1:1/stream";

	private static final String NOT_BY_ITSELF = "duplex.client.prices.auto-startup=false";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DuplexAutoConfiguration.class, DuplexClientAutoConfiguration.class));

	@Test
	void everythingIsThereForClients() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(WebSocketClient.class)
			.hasSingleBean(WebSocketClientFactory.class)
			.hasSingleBean(ConfiguredClients.class)
			.hasSingleBean(ClientEndpointRegistry.class)
			.hasSingleBean(ClientEndpoints.class));
	}

	@Test
	void disabledThereIsNothing() {
		this.runner.withPropertyValues("duplex.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(WebSocketClient.class)
				.doesNotHaveBean(WebSocketClientFactory.class));
	}

	@Test
	void theApplicationsOwnBeansAreUsed() {
		WebSocketClientFactory factory = mock();
		WebSocketClient client = new WebSocketClient(
				new WebSocketEngine(EngineOptions.defaults(), new EngineListener() {
				}));
		this.runner.withBean("ownFactory", WebSocketClientFactory.class, () -> factory)
			.withBean("ownClient", WebSocketClient.class, () -> client)
			.run((context) -> {
				assertThat(context).getBean(WebSocketClientFactory.class).isSameAs(factory);
				assertThat(context).getBean(WebSocketClient.class).isSameAs(client);
				assertThat(context).doesNotHaveBean(ConfiguredClientFactory.class);
			});
	}

	@Test
	void beansOfOtherTypesMayHaveTheUsualNames() {
		this.runner.withBean("webSocketClient", String.class, () -> "another library's")
			.run((context) -> assertThat(context).hasSingleBean(WebSocketClient.class));
	}

	@Test
	void anEndpointWithoutAUrlNamesTheProperty() {
		this.runner.withBean(Prices.class)
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidEndpointException.class)
				.hasMessageContaining("duplex.client.prices.url is not set"));
	}

	@Test
	void anEndpointThatDoesNotConnectByItselfNeedsAUrlToo() {
		this.runner.withBean(Prices.class)
			.withPropertyValues(NOT_BY_ITSELF)
			.run((context) -> assertThat(context).getFailure().isInstanceOf(InvalidEndpointException.class));
	}

	@Test
	void anEnvironmentVariableConfiguresAnIdWithDashesAndCapitals() {
		this.runner.withBean(PriceFeed.class)
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource("test-systemEnvironment",
						Map.of("DUPLEX_CLIENT_PRICEFEED_URL", "ws://127.0.0.1:1/",
								"DUPLEX_CLIENT_PRICEFEED_AUTOSTARTUP", "false"))))
			.run((context) -> assertThat(context.getBean(ClientEndpointRegistry.class).endpoints())
				.containsOnlyKeys("price-Feed"));
	}

	@Test
	void aBadValueKeepsTheApplicationFromStartingThoughNobodyUsesIt() {
		this.runner.withPropertyValues(URL, "duplex.client.prices.reconnect.jitter=2")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("duplex.client.prices.reconnect.jitter"));
	}

	@Test
	void aPlaceholderOfTheUrlThatHasNoValueKeepsTheApplicationFromStarting() {
		this.runner.withBean(Prices.class)
			.withPropertyValues("duplex.client.prices.url=ws://localhost:${no.such.port}/")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("duplex.client.prices.url")
				.hasMessageContaining("no.such.port"));
	}

	@Test
	void endpointBeansTakeNoMessagesOfAnySize() {
		this.runner.withBean(Prices.class)
			.withPropertyValues(URL, "duplex.client.prices.limits.max-message-size=-1")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("duplex.client.prices.limits.max-message-size"));
	}

	@Test
	void onlyHandlersOfPartsTakeMessagesOfAnySize() {
		this.runner.withPropertyValues(URL, "duplex.client.prices.limits.max-message-size=-1").run((context) -> {
			WebSocketClientFactory factory = context.getBean(WebSocketClientFactory.class);
			PartialMessageHandler parts = mock();
			assertThat(factory.connect("prices", parts)).isNotNull();
			assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
				.isThrownBy(() -> factory.connect("prices", new ConnectionHandler() {
				}))
				.withMessageContaining("duplex.client.prices.limits.max-message-size");
		});
	}

	@Test
	void theFactoryNamesThePropertyOfAnUnknownClient() {
		this.runner.run((context) -> {
			WebSocketClientFactory factory = context.getBean(WebSocketClientFactory.class);
			ConnectionHandler handler = mock();
			assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
				.isThrownBy(() -> factory.connect("nobody", handler))
				.satisfies((ex) -> assertThat(ex.getName()).isEqualTo("duplex.client.nobody.url"));
			assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
				.isThrownBy(() -> factory.keepConnected("nobody", handler));
		});
	}

	@Test
	void theFactoryRefusesIdsOfNoEndpoint() {
		this.runner.withPropertyValues(URL).run((context) -> {
			WebSocketClientFactory factory = context.getBean(WebSocketClientFactory.class);
			assertThatIllegalArgumentException().isThrownBy(() -> factory.connection("prices"))
				.withMessage("There is no @WebSocketClientEndpoint with the id 'prices'");
			assertThatIllegalArgumentException().isThrownBy(() -> factory.start("prices"));
			assertThatIllegalArgumentException().isThrownBy(() -> factory.stop("prices"));
		});
	}

	@Test
	void anEndpointThatIsNotStartedHasNoConnection() {
		this.runner.withBean(Prices.class)
			.withPropertyValues(URL, NOT_BY_ITSELF)
			.run((context) -> assertThat(context.getBean(WebSocketClientFactory.class).connection("prices")).isEmpty());
	}

	@Test
	void handlersRunOnTheExecutorOfHandlers() {
		this.runner.withBean(Prices.class)
			.withPropertyValues(URL, NOT_BY_ITSELF)
			.run((context) -> assertThat(
					context.getBean(ClientEndpointRegistry.class).endpoints().get("prices").executor())
				.isSameAs(context.getBean("duplexHandlerExecutor", Executor.class)));
	}

	@Test
	void clientsStartAfterTheListenerAndStopBeforeTheDrain() {
		assertThat(ClientEndpoints.PHASE).isGreaterThan(DrainLifecycle.PHASE)
			.isGreaterThan(ListenerLifecycle.PHASE)
			.isLessThan(SmartLifecycle.DEFAULT_PHASE);
	}

	@Test
	void aNativeImageCanBindTheProperties() {
		RuntimeHints hints = new RuntimeHints();
		new DuplexClientAutoConfiguration.PropertiesHints().registerHints(hints, getClass().getClassLoader());
		assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(DuplexClientProperties.class, "setUrl"))
			.accepts(hints);
		assertThat(RuntimeHintsPredicates.reflection()
			.onMethodInvocation(DuplexClientProperties.Reconnect.class, "setJitter")).accepts(hints);
	}

	@WebSocketClientEndpoint("prices")
	static class Prices {

		@OnText
		void price(String price) {
		}

	}

	@WebSocketClientEndpoint("price-Feed")
	static class PriceFeed {

		@OnText
		void price(String price) {
		}

	}

}
