package dev.duplex.engine.tck;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.PublishOptions;
import dev.duplex.engine.Topics;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.Opcode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Topics over a transport: who is subscribed gets what is published, in each publisher's
 * order.
 */
public abstract class TopicTck extends TransportTestBase {

	protected TopicTck(TransportFixture.Factory factory) {
		super(factory);
	}

	/**
	 * Does what its peer tells it to: {@code +topic}, {@code ~pattern}, {@code -topic},
	 * {@code topic=text}.
	 */
	private class Commands extends EchoHandler {

		@Override
		public void onText(WebSocketConnection connection, String text) throws Exception {
			String topic = text.substring(1);
			switch (text.charAt(0)) {
				case '+' -> connection.sendText("subscribed " + connection.subscribe(topic));
				case '~' -> connection.sendText("subscribed " + connection.subscribeMatching(topic));
				case '-' -> connection.sendText("unsubscribed " + connection.unsubscribe(topic));
				default -> engine().topics()
					.publishText(text.substring(0, text.indexOf('=')), text.substring(text.indexOf('=') + 1));
			}
		}

	}

	private static ConnectionOptions.Builder unboundedQueue(ConnectionOptions.Builder options) {
		return options.sendQueueBytes(-1).sendQueueMessages(-1);
	}

	private RawClient subscriber(String topic) {
		RawClient client = open();
		tell(client, "+" + topic, "subscribed true");
		return client;
	}

	private static void tell(RawClient client, String command, String answer) {
		client.send(Frame.text(command));
		assertThat(client.readFrame()).isEqualTo(Frame.text(answer));
	}

	private static WebSocketConnection only(EchoHandler handler) {
		await("the connection is open").until(() -> handler.opened().size() == 1);
		return handler.opened().get(0);
	}

	@ParameterizedTest
	@ThreadingSource
	void deliversToSubscribersOnly(Threading threading) {
		start(threading, new Commands());
		RawClient first = subscriber("a");
		RawClient second = subscriber("a");
		RawClient other = subscriber("b");
		Topics topics = engine().topics();
		assertThat(topics.names()).containsExactlyInAnyOrder("a", "b");
		assertThat(topics.subscriberCount("a")).isEqualTo(2);
		assertThat(topics.publishText("a", "text \u20AC")).isEqualTo(2);
		assertThat(topics.publishText("a", ByteBuffer.wrap(new byte[] { 'u' }))).isEqualTo(2);
		assertThat(topics.publishBinary("a", ByteBuffer.wrap(new byte[] { 1, 2 }))).isEqualTo(2);
		assertThat(topics.publishText("none", "nobody")).isZero();
		assertThat(topics.publishText("b", "to b")).isEqualTo(1);
		for (RawClient client : List.of(first, second)) {
			assertThat(client.readFrame()).isEqualTo(Frame.text("text \u20AC"));
			assertThat(client.readFrame()).isEqualTo(Frame.text("u"));
			assertThat(client.readFrame()).isEqualTo(Frame.binary(new byte[] { 1, 2 }));
			expectAlive(client);
		}
		assertThat(other.readFrame()).isEqualTo(Frame.text("to b"));
		expectAlive(other);
	}

	@ParameterizedTest
	@ThreadingSource
	void subscribesOnceAndUnsubscribesOnce(Threading threading) {
		Commands handler = new Commands();
		start(threading, handler);
		RawClient client = subscriber("a");
		tell(client, "+a", "subscribed false");
		assertThat(engine().topics().subscriberCount("a")).isEqualTo(1);
		assertThat(only(handler).subscriptions()).containsExactly("a");
		engine().topics().publishText("a", "once");
		assertThat(client.readFrame()).isEqualTo(Frame.text("once"));
		tell(client, "-a", "unsubscribed true");
		tell(client, "-a", "unsubscribed false");
		assertThat(engine().topics().names()).isEmpty();
		assertThat(engine().topics().publishText("a", "nobody")).isZero();
		assertThat(only(handler).subscriptions()).isEmpty();
		expectAlive(client);
	}

	@ParameterizedTest
	@ThreadingSource
	void keepsEachPublishersOrderForEverySubscriber(Threading threading) {
		start(threading, new Commands(), TopicTck::unboundedQueue);
		int publishers = 4;
		int messages = 1_000;
		List<RawClient> clients = new ArrayList<>();
		for (int i = 0; i < 6; i++) {
			clients.add(subscriber("a"));
		}
		List<CompletableFuture<Void>> publishing = new ArrayList<>();
		for (int publisher = 0; publisher < publishers; publisher++) {
			int number = publisher;
			publishing.add(CompletableFuture.runAsync(() -> {
				for (int i = 0; i < messages; i++) {
					engine().topics().publishBinary("a", ByteBuffer.allocate(8).putInt(number).putInt(i).flip());
				}
			}, (task) -> new Thread(task).start()));
		}
		for (RawClient client : clients) {
			Map<Integer, Integer> next = new HashMap<>();
			for (int i = 0; i < publishers * messages; i++) {
				ByteBuffer message = ByteBuffer.wrap(client.readFrame().payload());
				int publisher = message.getInt();
				assertThat(message.getInt()).isEqualTo(next.merge(publisher, 1, Integer::sum) - 1);
			}
		}
		publishing.forEach(CompletableFuture::join);
	}

	@ParameterizedTest
	@ThreadingSource
	void deliversWhatAHandlerPublishes(Threading threading) {
		start(threading, new Commands());
		RawClient first = subscriber("room");
		RawClient second = subscriber("room");
		for (int i = 0; i < 100; i++) {
			first.send(Frame.text("room=" + i));
		}
		for (RawClient client : List.of(first, second)) {
			for (int i = 0; i < 100; i++) {
				assertThat(client.readFrame()).isEqualTo(Frame.text(Integer.toString(i)));
			}
		}
	}

	@ParameterizedTest
	@ThreadingSource
	void endsSubscriptionsWithTheConnection(Threading threading) {
		start(threading, new Commands());
		for (int i = 0; i < 30; i++) {
			RawClient client = subscriber("a" + i % 3);
			tell(client, "+b", "subscribed true");
			if (i % 2 == 0) {
				client.closeGracefully();
			}
			else {
				client.reset();
			}
		}
		await("the topics are gone").until(() -> engine().topics().names().isEmpty());
		assertThat(engine().topics().subscriberCount("b")).isZero();
	}

	@Test
	void refusesToSubscribeOnceClosed() {
		EchoHandler handler = new EchoHandler();
		start(Threading.EVENT_LOOP, handler);
		RawClient client = open();
		WebSocketConnection connection = only(handler);
		client.closeGracefully();
		await("the connection is gone").until(() -> engine().connectionCount() == 0);
		assertThat(connection.subscribe("late")).isFalse();
		assertThat(connection.unsubscribe("late")).isFalse();
		assertThat(connection.subscriptions()).isEmpty();
		assertThat(engine().topics().names()).isEmpty();
	}

	@Test
	void leavesNoTopicBehindWhenSubscribingRacesWithTheEnd() throws Exception {
		EchoHandler handler = new EchoHandler();
		start(Threading.EVENT_LOOP, handler);
		for (int round = 0; round < 200; round++) {
			RawClient client = open();
			int opened = round + 1;
			await("the connection is open").until(() -> handler.opened().size() == opened);
			WebSocketConnection connection = handler.opened().get(round);
			Thread subscribing = new Thread(() -> {
				for (int i = 0; i < 50; i++) {
					connection.subscribe("t" + i);
					connection.subscribeMatching("t" + i + ".*");
				}
			});
			subscribing.start();
			client.reset();
			subscribing.join();
		}
		await("the topics are gone").until(() -> engine().topics().names().isEmpty());
		await("the patterns are gone").until(() -> engine().topics().patterns().isEmpty());
	}

	@Test
	void boundsTheSubscriptionsOfAConnection() {
		EchoHandler handler = new EchoHandler();
		start((options) -> options.maxSubscriptionsPerConnection(3),
				endpoint(PATH, Threading.EVENT_LOOP, handler, UnaryOperator.identity()));
		RawClient client = open();
		WebSocketConnection connection = only(handler);
		for (int i = 0; i < 3; i++) {
			assertThat(connection.subscribe("t" + i)).isTrue();
		}
		assertThatIllegalStateException().isThrownBy(() -> connection.subscribe("t3"));
		assertThat(connection.subscribe("t2")).isFalse();
		assertThat(engine().topics().names()).hasSize(3);
		connection.unsubscribe("t0");
		assertThat(connection.subscribe("t3")).isTrue();
		expectAlive(client);
	}

	@Test
	void boundsTheTopics() {
		EchoHandler handler = new EchoHandler();
		start((options) -> options.maxTopics(2),
				endpoint(PATH, Threading.EVENT_LOOP, handler, UnaryOperator.identity()));
		open();
		WebSocketConnection connection = only(handler);
		connection.subscribe("a");
		connection.subscribe("b");
		assertThatIllegalStateException().isThrownBy(() -> connection.subscribe("c"));
		assertThat(connection.subscriptions()).containsExactlyInAnyOrder("a", "b");
		connection.unsubscribe("a");
		assertThat(connection.subscribe("c")).isTrue();
	}

	@Test
	void refusesNamesThatBreakItsRules() {
		EchoHandler handler = new EchoHandler();
		start(Threading.EVENT_LOOP, handler);
		open();
		WebSocketConnection connection = only(handler);
		for (String name : new String[] { "", "a\0", "\r", "a\nb", "\u007F", "\u0085", "x".repeat(257), "*", "room.*",
				"room.**" }) {
			assertThatIllegalArgumentException().isThrownBy(() -> connection.subscribe(name));
		}
		for (String pattern : new String[] { "", "a.*\0", "**.a", "a*" }) {
			assertThatIllegalArgumentException().isThrownBy(() -> connection.subscribeMatching(pattern));
		}
		assertThat(connection.subscriptions()).isEmpty();
		assertThatIllegalArgumentException().isThrownBy(() -> engine().topics().publishText("room.*", "all"));
		for (String name : new String[] { "x".repeat(256), " ", "T(java.lang.Runtime)", "a*a*a*b",
				"\u20AC/\uD83D\uDE00" }) {
			assertThat(connection.subscribe(name)).isTrue();
			assertThat(engine().topics().publishText(name, "")).isEqualTo(1);
		}
		assertThatIllegalArgumentException().isThrownBy(() -> engine().topics().publishText(" ", "\uD800"));
		assertThatIllegalArgumentException()
			.isThrownBy(() -> engine().topics().publishText(" ", ByteBuffer.wrap(Hex.bytes("FF"))));
	}

	@ParameterizedTest
	@ThreadingSource
	void deliversOnceWhateverNumberOfSubscriptionsMatches(Threading threading) {
		start(threading, new Commands());
		List<RawClient> clients = List.of(open(), open(), open(), open());
		RawClient all = clients.get(0);
		tell(all, "+prices.a", "subscribed true");
		tell(all, "~prices.*", "subscribed true");
		tell(all, "~**", "subscribed true");
		tell(all, "~**", "subscribed false");
		RawClient pattern = clients.get(1);
		tell(pattern, "~prices.**", "subscribed true");
		RawClient exact = clients.get(2);
		tell(exact, "+prices.a", "subscribed true");
		tell(exact, "~prices.b", "subscribed true");
		Topics topics = engine().topics();
		assertThat(topics.publishText("prices.a", "1")).isEqualTo(5);
		assertThat(topics.publishText("prices.c", "2")).isEqualTo(3);
		assertThat(topics.publishText("prices", "3")).isEqualTo(2);
		assertThat(topics.publishText("other", "4")).isEqualTo(1);
		assertThat(topics.publishText("prices.b", "5")).isEqualTo(4);
		assertThat(topics.publishText("prices.a", "6")).isEqualTo(5);
		expectTexts(all, "1", "2", "3", "4", "5", "6");
		expectTexts(pattern, "1", "2", "3", "5", "6");
		expectTexts(exact, "1", "5", "6");
		clients.forEach(TransportTestBase::expectAlive);
	}

	private static void expectTexts(RawClient client, String... texts) {
		for (String text : texts) {
			assertThat(client.readFrame()).isEqualTo(Frame.text(text));
		}
	}

	@Test
	void countsAndEndsPatternsAsTopics() {
		Commands handler = new Commands();
		start((options) -> options.maxTopics(3).maxSubscriptionsPerConnection(2),
				endpoint(PATH, Threading.EVENT_LOOP, handler, UnaryOperator.identity()));
		RawClient client = open();
		WebSocketConnection connection = only(handler);
		tell(client, "+a", "subscribed true");
		tell(client, "~a.*", "subscribed true");
		assertThatIllegalStateException().isThrownBy(() -> connection.subscribeMatching("b.*"));
		assertThat(connection.subscriptions()).containsExactlyInAnyOrder("a", "a.*");
		RawClient other = open();
		await("both are open").until(() -> handler.opened().size() == 2);
		tell(other, "~b.**", "subscribed true");
		assertThatIllegalStateException().isThrownBy(() -> handler.opened().get(1).subscribeMatching("c.**"));
		assertThatIllegalStateException().isThrownBy(() -> handler.opened().get(1).subscribe("c"));
		tell(other, "~a.*", "subscribed true");
		Topics topics = engine().topics();
		assertThat(topics.names()).containsExactly("a");
		assertThat(topics.patterns()).containsExactlyInAnyOrder("a.*", "b.**");
		assertThat(topics.subscriberCount("a.*")).isEqualTo(2);
		tell(client, "-a.*", "unsubscribed true");
		tell(client, "-a.*", "unsubscribed false");
		assertThat(topics.publishText("a.b", "one")).isEqualTo(1);
		assertThat(other.readFrame()).isEqualTo(Frame.text("one"));
		expectAlive(client);
		other.reset();
		await("the patterns are gone").until(() -> topics.patterns().isEmpty());
		assertThat(topics.publishText("a.b", "nobody")).isZero();
	}

	@Test
	void keepsAPublishersOrderAcrossTopicsAndPatterns() {
		start(Threading.EVENT_LOOP, new Commands(), TopicTck::unboundedQueue);
		RawClient client = open();
		tell(client, "+a.x", "subscribed true");
		tell(client, "+b", "subscribed true");
		tell(client, "~a.*", "subscribed true");
		for (int i = 0; i < 3_000; i++) {
			engine().topics().publishText(switch (i % 3) {
				case 0 -> "a.x";
				case 1 -> "a.y";
				default -> "b";
			}, Integer.toString(i));
		}
		for (int i = 0; i < 3_000; i++) {
			assertThat(client.readFrame()).isEqualTo(Frame.text(Integer.toString(i)));
		}
	}

	@Test
	void leavesOutTheOneThatIsExceptedOfPatternsToo() {
		Commands handler = new Commands();
		start(Threading.EVENT_LOOP, handler);
		RawClient sender = open();
		WebSocketConnection sending = only(handler);
		tell(sender, "+a.b", "subscribed true");
		tell(sender, "~a.*", "subscribed true");
		RawClient other = open();
		tell(other, "~a.*", "subscribed true");
		engine().topics().publishText("a.b", "others", PublishOptions.except(sending));
		engine().topics().publishText("a.b", "all");
		expectTexts(sender, "all");
		expectTexts(other, "others", "all");
	}

	@Test
	void deliversToThoseForWhomAConditionHolds() {
		Commands handler = new Commands();
		start(Threading.EVENT_LOOP, handler);
		List<RawClient> clients = new ArrayList<>();
		for (int i = 0; i < 4; i++) {
			clients.add(subscriber("a"));
			handler.opened().get(i).attributes().put("number", i);
		}
		tell(clients.get(0), "~*", "subscribed true");
		PublishOptions even = PublishOptions.where((connection) -> number(connection) % 2 == 0);
		assertThat(engine().topics().publishText("a", "even", even)).isEqualTo(5);
		engine().topics().publishText("a", "2", even.withExcept(handler.opened().get(0)));
		engine().topics().publishText("a", "all");
		expectTexts(clients.get(0), "even", "all");
		expectTexts(clients.get(1), "all");
		expectTexts(clients.get(2), "even", "2", "all");
		expectTexts(clients.get(3), "all");
	}

	private static int number(WebSocketConnection connection) {
		return (Integer) connection.attributes().getOrDefault("number", -1);
	}

	@Test
	void aConditionThatThrowsDoesNotHoldAndIsReportedOnceForThoseServedTogether() {
		Commands handler = new Commands();
		start(Threading.EVENT_LOOP, handler);
		List<RawClient> clients = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			clients.add(subscriber("a"));
			handler.opened().get(i).attributes().put("number", i);
		}
		AssertionError failure = new AssertionError("no condition");
		engine().topics().publishText("a", "last", PublishOptions.where((connection) -> {
			if (number(connection) < 7) {
				throw failure;
			}
			return true;
		}));
		engine().topics().publishText("a", "all");
		for (int i = 0; i < 7; i++) {
			expectTexts(clients.get(i), "all");
		}
		expectTexts(clients.get(7), "last", "all");
		// With fewer contexts than connections, fewer reports than failures.
		assertThat(listener().conditionFailures()).hasSizeBetween(1, 6).containsOnly(failure);
	}

	/** The attack is a stack that grows with each publish inside a publish. */
	@ParameterizedTest
	@ThreadingSource
	void survivesHandlersThatPublishUnsubscribeAndCloseInsideAPublish(Threading threading) {
		AtomicInteger depth = new AtomicInteger();
		EchoHandler handler = new EchoHandler() {
			@Override
			public void onText(WebSocketConnection connection, String text) throws Exception {
				switch (text) {
					case "join" -> connection.sendText("joined " + connection.subscribe("t"));
					case "leave" -> {
						engine().topics().publishText("t", "left");
						connection.unsubscribe("t");
						engine().topics().publishText("t", "gone");
						connection.close(1000, "");
						engine().topics().publishText("t", "closed");
					}
					default -> {
						for (int i = 0; i < 10_000; i++) {
							engine().topics().publishText("t", Integer.toString(depth.incrementAndGet()));
						}
					}
				}
			}
		};
		start(threading, handler, TopicTck::unboundedQueue);
		List<RawClient> clients = List.of(open(), open(), open());
		clients.forEach((client) -> tell(client, "join", "joined true"));
		clients.get(0).send(Frame.text("flood"));
		for (int i = 1; i <= 10_000; i++) {
			assertThat(clients.get(1).readFrame().text()).isEqualTo(Integer.toString(i));
			assertThat(clients.get(2).readFrame().text()).isEqualTo(Integer.toString(i));
		}
		clients.get(0).send(Frame.text("leave"));
		assertThat(clients.get(0).readClose().closeCode()).isEqualTo(1000);
		for (String text : new String[] { "left", "gone", "closed" }) {
			assertThat(clients.get(1).readFrame().text()).isEqualTo(text);
			assertThat(clients.get(2).readFrame().text()).isEqualTo(text);
		}
	}

	@Test
	void endsASlowSubscriberAndNobodyElse() {
		EchoHandler handler = new EchoHandler();
		start(Threading.EVENT_LOOP, handler);
		RawClient slow = openWithSmallWindow();
		only(handler).subscribe("t");
		RawClient good = open();
		await("both are open").until(() -> handler.opened().size() == 2);
		handler.opened().get(1).subscribe("t");
		byte[] message = new byte[50_000];
		int published = 0;
		while (handler.opened().get(0).isOpen()) {
			ByteBuffer.wrap(message).putInt(published);
			engine().topics().publishBinary("t", ByteBuffer.wrap(message));
			Frame frame = good.readFrame();
			assertThat(frame.opcode()).isEqualTo(Opcode.BINARY);
			assertThat(ByteBuffer.wrap(frame.payload()).getInt()).isEqualTo(published++);
		}
		assertThat(published).isGreaterThan(5);
		slow.readEnd();
		await("the slow one is closed").until(() -> handler.closed().size() == 1);
		assertThat(handler.closed().get(0).reason().code()).isEqualTo(1013);
		assertThat(engine().topics().subscriberCount("t")).isEqualTo(1);
		expectAlive(good);
	}

	@Test
	void leavesOutTheOneThatIsExcepted() {
		Commands handler = new Commands();
		start(Threading.EVENT_LOOP, handler);
		RawClient sender = subscriber("a");
		WebSocketConnection sending = only(handler);
		RawClient other = subscriber("a");
		Topics topics = engine().topics();
		PublishOptions options = PublishOptions.except(sending);
		assertThat(topics.publishText("a", "text", options)).isEqualTo(2);
		topics.publishText("a", ByteBuffer.wrap(new byte[] { 'u' }), options);
		topics.publishBinary("a", ByteBuffer.wrap(new byte[] { 1 }), options);
		topics.publishText("a", "all", PublishOptions.latest("key"));
		assertThat(sender.readFrame()).isEqualTo(Frame.text("all"));
		assertThat(other.readFrame()).isEqualTo(Frame.text("text"));
		assertThat(other.readFrame()).isEqualTo(Frame.text("u"));
		assertThat(other.readFrame()).isEqualTo(Frame.binary(new byte[] { 1 }));
		assertThat(other.readFrame()).isEqualTo(Frame.text("all"));
	}

	@Test
	void keepsTheLatestOfAKeyForASlowSubscriberAndAllForAFastOne() {
		Commands handler = new Commands();
		start(Threading.EVENT_LOOP, handler, (options) -> unboundedQueue(options).sendTimeout(Duration.ofSeconds(-1)));
		RawClient slow = openWithSmallWindow();
		tell(slow, "+t", "subscribed true");
		RawClient fast = subscriber("t");
		byte[] message = new byte[50_000];
		for (int i = 0; i < 400; i++) {
			ByteBuffer.wrap(message).putInt(i);
			engine().topics().publishBinary("t", ByteBuffer.wrap(message), PublishOptions.latest("k" + i % 4));
			assertThat(ByteBuffer.wrap(fast.readFrame().payload()).getInt()).isEqualTo(i);
		}
		engine().topics().publishText("t", "end");
		List<Integer> numbers = new ArrayList<>();
		Frame frame = slow.readFrame();
		while (frame.opcode() == Opcode.BINARY) {
			numbers.add(ByteBuffer.wrap(frame.payload()).getInt());
			frame = slow.readFrame();
		}
		assertThat(frame).isEqualTo(Frame.text("end"));
		assertThat(numbers).hasSizeLessThan(300).contains(396, 397, 398, 399).doesNotHaveDuplicates();
	}

}
