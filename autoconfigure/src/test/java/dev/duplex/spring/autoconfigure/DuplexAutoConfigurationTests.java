package dev.duplex.spring.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import dev.duplex.engine.Endpoint;
import dev.duplex.engine.EngineListener;
import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.HandshakeDecision;
import dev.duplex.engine.Topics;
import dev.duplex.engine.Users;
import dev.duplex.engine.protocol.HandshakeRefusal;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.OnText;
import dev.duplex.spring.WebSocketEndpoint;
import dev.duplex.spring.endpoint.EndpointRegistry;
import dev.duplex.spring.server.DrainLifecycle;
import dev.duplex.spring.server.LoggingEngineListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.task.VirtualThreadTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link DuplexAutoConfiguration}.
 */
@ExtendWith(OutputCaptureExtension.class)
class DuplexAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DuplexAutoConfiguration.class));

	@Test
	void theEngineAndWhatStandsOnItAreThere() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(WebSocketEngine.class)
			.hasSingleBean(Topics.class)
			.hasSingleBean(Users.class)
			.hasSingleBean(EndpointRegistry.class)
			.hasSingleBean(DrainLifecycle.class)
			.hasSingleBean(LoggingEngineListener.class)
			.hasBean("duplexHandlerExecutor"));
	}

	@Test
	void disabledThereIsNothing() {
		this.runner.withPropertyValues("duplex.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(WebSocketEngine.class)
				.doesNotHaveBean(EndpointRegistry.class)
				.doesNotHaveBean("duplexHandlerExecutor"));
	}

	@Test
	void propertiesReachTheEngine() {
		this.runner.withPropertyValues("duplex.limits.max-connections=7", "duplex.topics.max-topics=8")
			.run((context) -> {
				EngineOptions options = context.getBean(WebSocketEngine.class).options();
				assertThat(options.maxConnections()).isEqualTo(7);
				assertThat(options.maxTopics()).isEqualTo(8);
			});
	}

	@Test
	void aBadValueKeepsTheApplicationFromStarting() {
		this.runner.withPropertyValues("duplex.limits.max-frame-size=0")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("duplex.limits.max-frame-size"));
	}

	@Test
	void allowingEveryOriginIsWarnedAbout(CapturedOutput output) {
		this.runner.withPropertyValues("duplex.security.allowed-origins=*")
			.run((context) -> assertThat(output).contains("WARN").contains("duplex.security.allowed-origins=*"));
	}

	@Test
	void allowingEveryOriginAtOneEndpointIsWarnedAbout(CapturedOutput output) {
		this.runner.withBean("chatRoom", Chat.class)
			.withPropertyValues("duplex.endpoints.chatRoom.security.allowed-origins=*")
			.run((context) -> assertThat(output).contains("WARN")
				.contains("duplex.endpoints.chatRoom.security.allowed-origins=*"));
	}

	@Test
	void settingsOfOneEndpointComeFromTheEnvironmentToo() {
		this.runner.withBean("chatRoom", Chat.class)
			.withPropertyValues("duplex.endpoints.chatRoom.limits.max-fragments=7",
					"duplex.endpoints.chatRoom.limits.max-control-frames=7")
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource("systemEnvironment",
						Map.of("DUPLEX_ENDPOINTS_CHATROOM_LIMITS_MAXFRAGMENTS", "8"))))
			.run((context) -> {
				Endpoint chat = context.getBean(EndpointRegistry.class).endpoint("chatRoom");
				assertThat(chat.options().maxFragments()).isEqualTo(8);
				assertThat(chat.options().maxControlFrames()).isEqualTo(7);
			});
	}

	@Test
	void anEnvironmentVariableThatSplitsAnIdIsWarnedAbout(CapturedOutput output) {
		this.runner.withBean("chatRoom", Chat.class)
			.withInitializer((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new SystemEnvironmentPropertySource("systemEnvironment",
						Map.of("DUPLEX_ENDPOINTS_CHAT_ROOM_LIMITS_MAXFRAGMENTS", "8"))))
			.run((context) -> assertThat(output).contains("WARN")
				.contains("'duplex.endpoints.chat.room.limits.maxfragments'")
				.contains("DUPLEX_ENDPOINTS_CHAT_ROOM_LIMITS_MAXFRAGMENTS")
				.contains("has no effect. No endpoint has this id. The application's endpoints have: "
						+ "duplex.endpoints.chatRoom."));
	}

	@Test
	void whatIsSetForAnEndpointIsNotWarnedAbout(CapturedOutput output) {
		this.runner.withBean("chatRoom", Chat.class)
			.withPropertyValues("duplex.endpoints.chat-room.limits.max-fragments=7")
			.run((context) -> assertThat(output).doesNotContain("has no effect"));
	}

	@Test
	void settingsOfAnEndpointThatIsNotThereKeepTheApplicationFromStarting() {
		this.runner.withPropertyValues("duplex.endpoints.chat.limits.max-fragments=7")
			.run((context) -> assertThat(context).getFailure()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("duplex.endpoints.chat"));
	}

	@Test
	void theApplicationsOwnEngineIsUsed() {
		WebSocketEngine engine = new WebSocketEngine(EngineOptions.defaults(), new EngineListener() {
		});
		this.runner.withBean("own", WebSocketEngine.class, () -> engine).run((context) -> {
			assertThat(context).getBean(WebSocketEngine.class).isSameAs(engine);
			assertThat(context).getBean(Topics.class).isSameAs(engine.topics());
			assertThat(context).getBean(Users.class).isSameAs(engine.users());
		});
	}

	@Test
	void theApplicationsOwnUsersAreUsed() {
		Users users = mock();
		this.runner.withBean("own", Users.class, () -> users)
			.run((context) -> assertThat(context).getBean(Users.class).isSameAs(users));
	}

	@Test
	void theApplicationsOwnTopicsAreUsed() {
		Topics topics = mock();
		this.runner.withBean("own", Topics.class, () -> topics)
			.run((context) -> assertThat(context).getBean(Topics.class).isSameAs(topics));
	}

	@Test
	void theApplicationsOwnDrainIsUsed() {
		this.runner.withUserConfiguration(OwnDrain.class)
			.run((context) -> assertThat(context).hasSingleBean(DrainLifecycle.class).hasBean("own"));
	}

	@Test
	void theApplicationsOwnLogIsUsed() {
		this.runner.withBean("own", LoggingEngineListener.class)
			.run((context) -> assertThat(context).hasSingleBean(LoggingEngineListener.class).hasBean("own"));
	}

	@Test
	void listenersOfTheApplicationHearOfTheEngine() {
		Refusals refusals = new Refusals();
		this.runner.withBean("failing", EngineListener.class, FailingListener::new)
			.withBean("refusals", EngineListener.class, () -> refusals)
			.run((context) -> {
				context.getBean(WebSocketEngine.class)
					.refused(new HandshakeDecision.Refuse("/a", HandshakeRefusal.of(403, "origin", "")));
				assertThat(refusals.reasons).containsExactly("origin");
			});
	}

	@Test
	void handlersRunOnABoundedPoolOfDaemonsThatIdleThreadsLeave() {
		this.runner.withPropertyValues("duplex.threads.workers=3", "duplex.threads.worker-keep-alive=5s")
			.run((context) -> {
				ThreadPoolExecutor executor = context.getBean("duplexHandlerExecutor", ThreadPoolExecutor.class);
				assertThat(executor.getMaximumPoolSize()).isEqualTo(3);
				assertThat(executor.getKeepAliveTime(TimeUnit.SECONDS)).isEqualTo(5);
				assertThat(executor.allowsCoreThreadTimeOut()).isTrue();
				Thread thread = CompletableFuture.supplyAsync(Thread::currentThread, executor).join();
				assertThat(thread.getName()).startsWith("duplex-worker-");
				assertThat(thread.isDaemon()).isTrue();
			});
	}

	@Test
	@EnabledForJreRange(min = JRE.JAVA_21)
	void handlersRunOnVirtualThreadsWhenSpringBootHasThemOn() {
		this.runner.withPropertyValues("spring.threads.virtual.enabled=true")
			.run((context) -> assertThat(context).getBean("duplexHandlerExecutor")
				.isInstanceOf(VirtualThreadTaskExecutor.class));
	}

	@Test
	void theApplicationsOwnHandlerExecutorIsUsed() {
		Executor executor = Runnable::run;
		this.runner.withBean("duplexHandlerExecutor", Executor.class, () -> executor)
			.run((context) -> assertThat(context).getBean("duplexHandlerExecutor").isSameAs(executor));
	}

	@Test
	void springBootsTaskExecutorStays() {
		this.runner.withConfiguration(AutoConfigurations.of(TaskExecutionAutoConfiguration.class)).run((context) -> {
			assertThat(context).hasBean(TaskExecutionAutoConfiguration.APPLICATION_TASK_EXECUTOR_BEAN_NAME);
			assertThat(context.getBeanProvider(Executor.class).getIfAvailable())
				.isSameAs(context.getBean(TaskExecutionAutoConfiguration.APPLICATION_TASK_EXECUTOR_BEAN_NAME));
		});
	}

	@WebSocketEndpoint("/chat")
	static class Chat {

		@OnText
		void take(String message) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnDrain {

		@Bean
		DrainLifecycle own(WebSocketEngine engine) {
			return new DrainLifecycle(engine, Duration.ofSeconds(1));
		}

	}

	static class Refusals implements EngineListener {

		private final List<String> reasons = new ArrayList<>();

		@Override
		public void onRefused(@Nullable String endpoint, HandshakeRefusal refusal) {
			this.reasons.add(refusal.reason());
		}

	}

	static class FailingListener implements EngineListener {

		@Override
		public void onRefused(@Nullable String endpoint, HandshakeRefusal refusal) {
			throw new IllegalStateException("broken listener");
		}

	}

}
