package dev.duplex.spring.handshake;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.duplex.engine.ConnectionHandler;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.EngineListener;
import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.HandshakeDecision;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.protocol.Header;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.HandshakeAnswer;
import dev.duplex.spring.HandshakeFilter;
import dev.duplex.spring.endpoint.EndpointMatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What filters make of a handshake, and that they cannot hold more than they may.
 */
class HandshakeFilterChainTests {

	private static final Duration LONG = Duration.ofSeconds(30);

	private final List<Throwable> failures = new CopyOnWriteArrayList<>();

	private final WebSocketEngine engine = new WebSocketEngine(EngineOptions.defaults(), new EngineListener() {

		@Override
		public void onDecisionFailure(Throwable failure) {
			HandshakeFilterChainTests.this.failures.add(failure);
		}

	});

	private final EndpointMatch match = new EndpointMatch(Endpoint.builder("/chat/{room}", new ConnectionHandler() {
	}).subprotocols(List.of("v1")).build(), Map.of("room", "a"));

	@AfterEach
	void close() {
		this.engine.close();
	}

	@Test
	void withoutFiltersTheEngineDecides() {
		assertThat(HandshakeFilterChain.none(this.engine).decideAsync(this.match, request(), () -> "me"))
			.isCompletedWithValueMatching((decision) -> accepted(decision).attributes().isEmpty());
	}

	@Test
	void eachFilterSeesWhatTheOnesBeforeItAdded() {
		HandshakeDecision.Accept accept = accepted(decide((handshake) -> {
			assertThat(handshake.endpoint()).isEqualTo("/chat/{room}");
			assertThat(handshake.pathVariables()).containsEntry("room", "a");
			assertThat(handshake.subprotocol()).isEqualTo("v1");
			assertThat(handshake.principal()).isNull();
			return HandshakeAnswer.accept()
				.withAttribute("a", 1)
				.withAttribute("b", 1)
				.withPrincipal(() -> "first")
				.withSubprotocol("v2")
				.withHeader("X-One", "1");
		}, (handshake) -> {
			assertThat(handshake.attributes()).containsOnly(Map.entry("a", 1), Map.entry("b", 1));
			assertThat(handshake.principal()).isNotNull();
			assertThat(handshake.subprotocol()).isEqualTo("v2");
			return HandshakeAnswer.accept().withAttribute("b", 2).withHeader("X-Two", "2");
		}));
		assertThat(accept.attributes()).containsOnly(Map.entry("a", 1), Map.entry("b", 2));
		assertThat(accept.principal()).isNotNull();
		assertThat(accept.principal().getName()).isEqualTo("first");
		assertThat(accept.subprotocol()).isEqualTo("v2");
		assertThat(accept.headers()).containsExactly(new Header("X-One", "1"), new Header("X-Two", "2"));
	}

	@Test
	void theFirstRefusalIsTheAnswer() {
		HandshakeDecision.Refuse refuse = refused(
				decide((handshake) -> HandshakeAnswer.refuse(302).withHeader("Location", "/login"), (handshake) -> {
					throw new AssertionError("asked");
				}));
		assertThat(refuse.endpoint()).isEqualTo("/chat/{room}");
		assertThat(refuse.refusal().status()).isEqualTo(302);
		assertThat(refuse.refusal().reason()).isEqualTo("filter");
		assertThat(refuse.refusal().headers()).containsExactly(new Header("Location", "/login"));
	}

	@Test
	void whatTheEngineRefusesNoFilterSees() {
		HandshakeFilterChain chain = chain(1, LONG, (handshake) -> {
			throw new AssertionError("asked");
		});
		HandshakeRequest foreign = request(new Header("Origin", "https://evil.example"));
		assertThat(refused(chain.decide(this.match, foreign, null)).refusal().status()).isEqualTo(403);
		assertThat(refused(chain.decideAsync(this.match, foreign, null).join()).refusal().status()).isEqualTo(403);
		assertThat(this.failures).isEmpty();
	}

	@Test
	void whatBeganWhileFiltersDecidedCounts() {
		assertThat(refused(decide((handshake) -> {
			this.engine.drain(1001, "bye");
			return HandshakeAnswer.accept();
		})).refusal().reason()).isEqualTo("draining");
	}

	@Test
	void aFailingFilterIsAnswered500AndReported() {
		IllegalStateException failure = new IllegalStateException("secret");
		assertThat(refused(decide((handshake) -> {
			throw failure;
		})).refusal()).satisfies((refusal) -> {
			assertThat(refusal.status()).isEqualTo(500);
			assertThat(refusal.body()).doesNotContain("secret");
		});
		assertThat(this.failures).containsExactly(failure);
	}

	@Test
	void aSubprotocolThatTheClientDoesNotOfferIsAMistake() {
		assertThat(refused(decide((handshake) -> HandshakeAnswer.accept().withSubprotocol("v3"))).refusal().status())
			.isEqualTo(500);
		assertThat(this.failures).singleElement()
			.satisfies((failure) -> assertThat(failure).hasMessageContaining("does not offer"));
	}

	@Test
	void aFilterThatTakesTooLongIsInterrupted() throws Exception {
		CountDownLatch interrupted = new CountDownLatch(1);
		HandshakeFilterChain chain = chain(1, Duration.ofMillis(50), (handshake) -> {
			try {
				Thread.sleep(3_600_000);
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
				throw ex;
			}
			return HandshakeAnswer.accept();
		});
		HandshakeDecision decision = chain.decideAsync(this.match, request(), null).get(10, TimeUnit.SECONDS);
		assertThat(refused(decision).refusal().status()).isEqualTo(503);
		assertThat(refused(decision).refusal().reason()).isEqualTo("filter_timeout");
		assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void aFilterWhoseClientHasGoneIsInterruptedAndNoFailure() throws Exception {
		CountDownLatch asked = new CountDownLatch(1);
		CountDownLatch interrupted = new CountDownLatch(1);
		HandshakeFilterChain chain = chain(1, LONG, (handshake) -> {
			if (asked.getCount() == 0) {
				return HandshakeAnswer.accept();
			}
			asked.countDown();
			try {
				Thread.sleep(3_600_000);
			}
			finally {
				interrupted.countDown();
			}
			return HandshakeAnswer.accept();
		});
		CompletableFuture<HandshakeDecision> gone = chain.decideAsync(this.match, request(), null);
		assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
		gone.cancel(false);
		assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
		// There is one thread only, so the first is over when the second is answered.
		accepted(chain.decideAsync(this.match, request(), null).get(10, TimeUnit.SECONDS));
		assertThat(this.failures).isEmpty();
	}

	@Test
	void handshakesThatNobodyCanServeAreRefused() throws Exception {
		CountDownLatch release = new CountDownLatch(1);
		HandshakeFilterChain chain = chain(1, LONG, (handshake) -> {
			release.await();
			return HandshakeAnswer.accept();
		});
		List<CompletableFuture<HandshakeDecision>> waiting = new ArrayList<>();
		for (int i = 0; i < 1 + 1024; i++) {
			waiting.add(chain.decideAsync(this.match, request(), null));
		}
		assertThat(waiting).noneMatch(CompletableFuture::isDone);
		assertThat(chain.decideAsync(this.match, request(), null))
			.isCompletedWithValueMatching((decision) -> refused(decision).refusal().reason().equals("filter_overload"));
		CompletableFuture<HandshakeDecision> gone = waiting.remove(waiting.size() - 1);
		gone.cancel(false);
		waiting.add(chain.decideAsync(this.match, request(), null));
		release.countDown();
		for (CompletableFuture<HandshakeDecision> one : waiting) {
			accepted(one.get(10, TimeUnit.SECONDS));
		}
	}

	private HandshakeDecision decide(HandshakeFilter... filters) {
		return chain(1, LONG, filters).decide(this.match, request(), null);
	}

	private HandshakeFilterChain chain(int workers, Duration timeout, HandshakeFilter... filters) {
		return new HandshakeFilterChain(this.engine, List.of(filters), workers, timeout);
	}

	private static HandshakeRequest request(Header... more) {
		List<Header> headers = new ArrayList<>(List.of(more));
		headers.add(new Header("Sec-WebSocket-Protocol", "v1, v2"));
		return new HandshakeRequest("GET", "/chat/a", null, headers, false, "localhost", 80,
				new InetSocketAddress("127.0.0.1", 1));
	}

	private static HandshakeDecision.Accept accepted(HandshakeDecision decision) {
		assertThat(decision).isInstanceOf(HandshakeDecision.Accept.class);
		return (HandshakeDecision.Accept) decision;
	}

	private static HandshakeDecision.Refuse refused(HandshakeDecision decision) {
		assertThat(decision).isInstanceOf(HandshakeDecision.Refuse.class);
		return (HandshakeDecision.Refuse) decision;
	}

}
