package dev.duplex.spring.endpoint;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.security.Principal;

import com.sun.management.ThreadMXBean;
import dev.duplex.engine.ConnectionHandler;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.spring.OnBinary;
import dev.duplex.spring.OnText;
import dev.duplex.spring.WebSocketEndpoint;
import org.junit.jupiter.api.Test;

import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calling a handler allocates nothing but the message it takes.
 */
class EndpointAllocationTests {

	private static final int CALLS = 20_000;

	private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	@Test
	void callWithBoundArgumentsAllocatesNothing() throws Exception {
		try (EndpointTestContext context = EndpointTestContext.of(Game.class)) {
			FakeConnection connection = context.connect("/games/chess/7?level=3");
			ConnectionHandler handler = unobserved(context);
			handler.onOpen(connection);
			ByteBuffer payload = ByteBuffer.allocate(100);
			assertThat(bytesPerCall(() -> handler.onText(connection, payload))).isZero();
			assertThat(context.application.getBean(Game.class).sum).isEqualTo(2L * CALLS * 10);
		}
	}

	@Test
	void binaryMessageIsCopiedOnce() throws Exception {
		try (EndpointTestContext context = EndpointTestContext.of(Game.class)) {
			FakeConnection connection = context.connect("/games/chess/7?level=3");
			ConnectionHandler handler = unobserved(context);
			handler.onOpen(connection);
			ByteBuffer payload = ByteBuffer.allocate(104);
			assertThat(bytesPerCall(() -> handler.onBinary(connection, payload.clear()))).isEqualTo(16 + 104);
		}
	}

	private static ConnectionHandler unobserved(EndpointTestContext context) {
		EndpointRegistry registry = new EndpointRegistry(context.application, EndpointTestContext.DEFAULTS,
				context.topics, null, HandlerObserver.none(), HandlerGuard.none());
		registry.afterSingletonsInstantiated();
		return registry.endpoints().get(0).handler();
	}

	/**
	 * Whole bytes: the first calls link method handles, and the measuring itself takes
	 * some.
	 */
	private long bytesPerCall(Call call) throws Exception {
		for (int i = 0; i < CALLS; i++) {
			call.run();
		}
		long before = this.threads.getCurrentThreadAllocatedBytes();
		for (int i = 0; i < CALLS; i++) {
			call.run();
		}
		return (this.threads.getCurrentThreadAllocatedBytes() - before) / CALLS;
	}

	private interface Call {

		void run() throws Exception;

	}

	@WebSocketEndpoint("/games/{name}/{id}")
	static class Game {

		long sum;

		@OnText
		void play(WebSocketConnection connection, @PathVariable String name, @PathVariable int id,
				@RequestParam int level, Principal user) {
			this.sum += id + level;
		}

		@OnBinary
		void move(byte[] message) {
			this.sum += message.length;
		}

	}

}
