package dev.duplex.spring.endpoint;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.protocol.OriginPolicy;
import dev.duplex.spring.Execution;
import dev.duplex.spring.Inbound;
import dev.duplex.spring.OnConnect;
import dev.duplex.spring.OnDisconnect;
import dev.duplex.spring.OnText;
import dev.duplex.spring.WebSocketEndpoint;
import dev.duplex.spring.WebSocketExceptionHandler;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Messages of one connection that are handled at the same time.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConcurrentInboundTests {

	private static final int LIMIT = 2;

	private final ExecutorService threads = Executors.newFixedThreadPool(4);

	private final AnnotationConfigApplicationContext application = new AnnotationConfigApplicationContext();

	private Endpoint endpoint;

	@AfterEach
	void stop() {
		this.threads.shutdownNow();
		this.application.close();
	}

	@Test
	void messagesMeet() throws Exception {
		FakeConnection connection = connect(Meeting.class, this.threads).text("a").text("b");
		Awaitility.await().until(() -> connection.sent.size() == 3);
		assertThat(connection.sent.get(0)).isEqualTo("text opened");
		assertThat(connection.sent.subList(1, 3)).containsExactlyInAnyOrder("text met a", "text met b");
	}

	@Test
	void beyondTheLimitAMessageIsHandledInTheThreadThatBringsIt() {
		FakeConnection connection = connect(Waiting.class, this.threads).text("a").text("b").text("thread");
		Waiting bean = this.application.getBean(Waiting.class);
		assertThat(connection.sent).containsExactly("text " + Thread.currentThread().getName());
		bean.go.countDown();
		Awaitility.await().until(() -> connection.sent.size() == 3);
		connection.text("thread");
		Awaitility.await().until(() -> connection.sent.size() == 4);
		assertThat(connection.sent.get(3)).startsWith("text pool-");
	}

	@Test
	void disconnectComesOnceAndAfterAllMessages() {
		FakeConnection connection = connect(Waiting.class, this.threads).text("a").text("b");
		Waiting bean = this.application.getBean(Waiting.class);
		connection.disconnect(1000);
		assertThat(bean.log).isEmpty();
		bean.go.countDown();
		Awaitility.await().until(() -> bean.log.size() == 3);
		assertThat(List.copyOf(bean.log).get(2)).isEqualTo("disconnect");
		assertThat(bean.log).hasSize(3);
		assertThat(handler()).extracting("open").isEqualTo(Map.of());
	}

	@Test
	void disconnectWithoutMessagesComesAtOnce() {
		FakeConnection connection = connect(Waiting.class, this.threads).disconnect(1000);
		assertThat(this.application.getBean(Waiting.class).log).containsExactly("disconnect");
		assertThat(handler()).extracting("open").isEqualTo(Map.of());
	}

	@Test
	void failureClosesOnceAndWhatComesBehindIsIgnored(CapturedOutput output) {
		FakeConnection connection = connect(Failing.class, Runnable::run).text("state").text("argument").text("a");
		assertThat(connection.sent).containsExactly("close 1011 Internal error");
		assertThat(output).contains("A handler of /failing failed on connection " + connection.id())
			.contains("IllegalStateException: state");
		connection.disconnect(1011);
		assertThat(handler()).extracting("handler.failed").isEqualTo(Set.of());
	}

	@Test
	void exceptionHandlersAreAsked() {
		FakeConnection connection = connect(Failing.class, Runnable::run).text("argument").text("a");
		assertThat(connection.sent).containsExactly("text handled", "text a");
	}

	@Test
	void failureOfALateDisconnectIsLogged(CapturedOutput output) {
		FakeConnection connection = connect(FailingLate.class, this.threads).text("a").disconnect(1000);
		assertThat(connection.reported).isEmpty();
		this.application.getBean(FailingLate.class).go.countDown();
		Awaitility.await().until(() -> output.toString().contains("UnsupportedOperationException: late"));
	}

	@Test
	void messageThatNoThreadTakesIsHandledAllTheSame() {
		AtomicInteger asked = new AtomicInteger();
		FakeConnection connection = connect(Failing.class, (task) -> {
			asked.incrementAndGet();
			throw new RejectedExecutionException();
		}).text("a").text("b").text("c");
		assertThat(connection.sent).containsExactly("text a", "text b", "text c");
		assertThat(asked).hasValue(3);
		connection.disconnect(1000);
		assertThat(handler()).extracting("open").isEqualTo(Map.of());
	}

	@Test
	void eventLoopIsOneThread() {
		assertThatExceptionOfType(InvalidEndpointException.class).isThrownBy(() -> connect(OnLoop.class, this.threads))
			.withMessageContaining("at the same time (inbound), but on one event loop");
	}

	private FakeConnection connect(Class<?> bean, Executor executor) {
		this.application.register(bean);
		this.application.refresh();
		ConnectionOptions options = ConnectionOptions.defaults().toBuilder().maxPendingMessages(LIMIT).build();
		EndpointRegistry registry = new EndpointRegistry(this.application,
				new EndpointDefaults(options, executor, OriginPolicy.sameOrigin(), Map.of()), new FakeTopics(), null,
				HandlerObserver.none(), HandlerGuard.none());
		registry.afterSingletonsInstantiated();
		Endpoint endpoint = registry.endpoints().get(0);
		HandshakeRequest request = new HandshakeRequest("GET", endpoint.name(), null, List.of(), false, "localhost",
				8080, InetSocketAddress.createUnresolved("192.0.2.1", 50000));
		this.endpoint = endpoint;
		return new FakeConnection(endpoint, Map.of(), request, null).open();
	}

	private Object handler() {
		return this.endpoint.handler();
	}

	@WebSocketEndpoint(path = "/meeting", inbound = Inbound.CONCURRENT)
	static class Meeting {

		private final CyclicBarrier barrier = new CyclicBarrier(2);

		@OnConnect
		String open() {
			return "opened";
		}

		@OnText
		String take(String text) throws Exception {
			this.barrier.await(10, TimeUnit.SECONDS);
			return "met " + text;
		}

	}

	@WebSocketEndpoint(path = "/waiting", inbound = Inbound.CONCURRENT)
	static class Waiting {

		final CountDownLatch go = new CountDownLatch(1);

		final Queue<String> log = new ConcurrentLinkedQueue<>();

		@OnText
		String take(String text) throws Exception {
			if (text.equals("thread")) {
				return Thread.currentThread().getName();
			}
			this.go.await(10, TimeUnit.SECONDS);
			this.log.add(text);
			return text;
		}

		@OnDisconnect
		void leave() {
			this.log.add("disconnect");
		}

	}

	@WebSocketEndpoint(path = "/failing", inbound = Inbound.CONCURRENT)
	static class Failing {

		@OnText
		String take(String text) {
			switch (text) {
				case "state" -> throw new IllegalStateException(text);
				case "argument" -> throw new IllegalArgumentException(text);
				default -> {
					return text;
				}
			}
		}

		@WebSocketExceptionHandler
		String handled(IllegalArgumentException ex) {
			return "handled";
		}

	}

	@WebSocketEndpoint(path = "/late", inbound = Inbound.CONCURRENT)
	static class FailingLate {

		final CountDownLatch go = new CountDownLatch(1);

		@OnText
		void take() throws Exception {
			this.go.await(10, TimeUnit.SECONDS);
		}

		@OnDisconnect
		void leave() {
			throw new UnsupportedOperationException("late");
		}

	}

	@WebSocketEndpoint(path = "/loop", inbound = Inbound.CONCURRENT, execution = Execution.EVENT_LOOP)
	static class OnLoop {

		@OnText
		void take() {
		}

	}

}
