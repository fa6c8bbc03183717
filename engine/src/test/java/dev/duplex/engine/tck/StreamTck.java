package dev.duplex.engine.tck;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import dev.duplex.engine.CompressionOptions;
import dev.duplex.engine.MessageNotSentException;
import dev.duplex.engine.PartialMessageHandler;
import dev.duplex.engine.WebSocketConnection;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Messages that are sent in fragments while they come into being, and received in parts
 * while they arrive (RFC 6455 section 5.4).
 */
public abstract class StreamTck extends TransportTestBase {

	private static final int FIN = 0x80;

	private static final int RSV1 = 0x40;

	private static final String MIXED = "aé€👋";

	protected StreamTck(TransportFixture.Factory factory) {
		super(factory);
	}

	// Sending

	/**
	 * Does something with a connection when any text arrives.
	 */
	private static class OnText extends EchoHandler {

		private final Action action;

		private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();

		OnText(Action action) {
			this.action = action;
		}

		@FunctionalInterface
		interface Action {

			void run(WebSocketConnection connection) throws Exception;

		}

		@Override
		public void onText(WebSocketConnection connection, String text) throws Exception {
			try {
				this.action.run(connection);
				this.done.complete(null);
			}
			catch (Throwable ex) {
				this.done.completeExceptionally(ex);
				throw ex;
			}
		}

	}

	private static List<Frame> readMessage(RawClient client) {
		List<Frame> fragments = new ArrayList<>();
		do {
			fragments.add(client.readFrame());
		}
		while ((fragments.get(fragments.size() - 1).first() & FIN) == 0);
		assertThat(fragments.get(0).opcode()).isIn(1, 2);
		assertThat(fragments.subList(1, fragments.size())).allMatch((frame) -> frame.opcode() == 0);
		return fragments;
	}

	private static byte[] join(List<Frame> fragments) {
		ByteArrayOutputStream whole = new ByteArrayOutputStream();
		fragments.forEach((frame) -> whole.writeBytes(frame.payload()));
		return whole.toByteArray();
	}

	@Test
	void aWritersFragmentsEndBetweenCharacters() throws Exception {
		String text = MIXED.repeat(20_000);
		start(Threading.WORKER, new OnText((connection) -> {
			try (Writer writer = connection.textWriter()) {
				// Cuts pairs of surrogates in halves.
				for (int at = 0; at < text.length(); at += 4_999) {
					writer.write(text, at, Math.min(4_999, text.length() - at));
				}
			}
		}));
		RawClient client = open().send(Frame.text("go"));
		List<Frame> fragments = readMessage(client);
		assertThat(fragments).hasSizeGreaterThan(10);
		assertThat(new String(join(fragments), StandardCharsets.UTF_8)).isEqualTo(text);
		for (Frame fragment : fragments) {
			assertThat(decode(fragment.payload())).isNotEmpty();
		}
		expectAlive(client);
	}

	private static String decode(byte[] utf8) throws CharacterCodingException {
		return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
	}

	@Test
	void aShortStreamIsOneFrameAndAnEmptyOneAnEmptyMessage() {
		start(Threading.WORKER, new OnText((connection) -> {
			try (OutputStream out = connection.binaryStream()) {
				out.write(1);
				out.write(new byte[] { 0, 2, 3, 0 }, 1, 2);
			}
			connection.textWriter().close();
		}));
		RawClient client = open().send(Frame.text("go"));
		assertThat(client.readFrame()).isEqualTo(Frame.binary(new byte[] { 1, 2, 3 }));
		assertThat(client.readFrame()).isEqualTo(Frame.text(""));
	}

	@Test
	void othersWaitForTheEndOfAMessageInFragmentsButControlFramesDoNot() throws Exception {
		CountDownLatch pinged = new CountDownLatch(1);
		OnText handler = new OnText((connection) -> {
			OutputStream out = connection.binaryStream();
			out.write(1);
			out.flush();
			connection.sendText("other");
			connection.subscribe("topic");
			engine().topics().publishText("topic", "published");
			assertThat(pinged.await(10, TimeUnit.SECONDS)).isTrue();
			out.write(2);
			out.close();
		});
		start(Threading.WORKER, handler);
		RawClient client = open().send(Frame.text("go"));
		assertThat(client.readFrame()).isEqualTo(Frame.fragment(2, new byte[] { 1 }));
		expectAlive(client);
		pinged.countDown();
		handler.done.get(10, TimeUnit.SECONDS);
		assertThat(client.readFrame()).isEqualTo(new Frame(FIN, new byte[] { 2 }));
		assertThat(client.readFrame()).isEqualTo(Frame.text("other"));
		assertThat(client.readFrame()).isEqualTo(Frame.text("published"));
	}

	@Test
	void whatWaitsForAMessageInFragmentsDoesNotKeepItsEndAway() throws Exception {
		CompletableFuture<OutputStream> stream = new CompletableFuture<>();
		start(Threading.WORKER, new EchoHandler() {

			@Override
			public void onText(WebSocketConnection connection, String text) throws Exception {
				if (text.equals("begin")) {
					OutputStream out = connection.binaryStream();
					out.write(1);
					out.flush();
					stream.complete(out);
					// More than pauses reading when a peer does not take it.
					for (int i = 0; i < 20; i++) {
						connection.sendText("x".repeat(10_000));
					}
				}
				else {
					stream.get().close();
				}
			}

		});
		RawClient client = open().send(Frame.text("begin"));
		assertThat(client.readFrame()).isEqualTo(Frame.fragment(2, new byte[] { 1 }));
		client.send(Frame.text("end"));
		assertThat(client.readFrame()).isEqualTo(new Frame(FIN, new byte[0]));
		for (int i = 0; i < 20; i++) {
			assertThat(client.readFrame().text()).hasSize(10_000);
		}
	}

	@Test
	void messagesInFragmentsOfSeveralThreadsFollowOneAnother() throws Exception {
		OnText handler = new OnText((connection) -> {
			List<Thread> threads = new ArrayList<>();
			for (int i = 0; i < 8; i++) {
				byte content = (byte) i;
				threads.add(new Thread(() -> {
					try (OutputStream out = connection.binaryStream()) {
						for (int part = 0; part < 10; part++) {
							out.write(content);
							out.flush();
						}
					}
					catch (IOException ex) {
						throw new IllegalStateException(ex);
					}
				}));
			}
			threads.forEach(Thread::start);
			for (Thread thread : threads) {
				thread.join();
			}
		});
		start(Threading.WORKER, handler);
		RawClient client = open().send(Frame.text("go"));
		List<Integer> contents = new ArrayList<>();
		for (int i = 0; i < 8; i++) {
			byte[] message = join(readMessage(client));
			assertThat(message).hasSize(10).containsOnly(message[0]);
			contents.add((int) message[0]);
		}
		assertThat(contents).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
		expectAlive(client);
	}

	@Test
	void aStreamWaitsForAPeerThatDoesNotRead() throws Exception {
		AtomicLong written = new AtomicLong();
		CompletableFuture<WebSocketConnection> opened = new CompletableFuture<>();
		int size = 16 * 1024 * 1024;
		OnText handler = new OnText((given) -> {
			opened.complete(given);
			byte[] chunk = new byte[1024];
			try (OutputStream out = given.binaryStream()) {
				for (int i = 0; i < size / chunk.length; i++) {
					out.write(chunk);
					written.addAndGet(chunk.length);
				}
			}
		});
		start(Threading.WORKER, handler);
		RawClient client = openWithSmallWindow();
		client.send(Frame.text("go"));
		WebSocketConnection connection = opened.get(10, TimeUnit.SECONDS);
		await("it stands still").until(() -> connection.queuedBytes() > 0 && standsStill(written));
		assertThat(written.get()).isLessThan(size);
		assertThat(connection.queuedBytes()).isLessThan(64 * 1024);
		assertThat(join(readMessage(client))).hasSize(size);
		handler.done.get(10, TimeUnit.SECONDS);
	}

	private static boolean standsStill(AtomicLong written) {
		long before = written.get();
		try {
			Thread.sleep(50);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return written.get() == before;
	}

	@Test
	void aStreamFailsWhenTheConnectionEnds() {
		CountDownLatch begun = new CountDownLatch(1);
		OnText handler = new OnText((connection) -> {
			OutputStream out = connection.binaryStream();
			begun.countDown();
			while (true) {
				out.write(new byte[4096]);
			}
		});
		start(Threading.WORKER, handler);
		RawClient client = openWithSmallWindow();
		client.send(Frame.text("go"));
		await("it writes").until(() -> begun.getCount() == 0);
		client.reset();
		ExecutionException failure = catchThrowableOfType(ExecutionException.class,
				() -> handler.done.get(20, TimeUnit.SECONDS));
		assertThat(failure).hasCauseInstanceOf(IOException.class).hasRootCauseInstanceOf(MessageNotSentException.class);
	}

	@Test
	void aStreamWhoseThreadIsInterruptedEndsTheConnection() throws Exception {
		AtomicLong written = new AtomicLong();
		CompletableFuture<Thread> writer = new CompletableFuture<>();
		CompletableFuture<Throwable> thrown = new CompletableFuture<>();
		start(Threading.WORKER, new OnText((connection) -> {
			Thread thread = new Thread(() -> {
				try (OutputStream out = connection.binaryStream()) {
					while (true) {
						out.write(new byte[1024]);
						written.addAndGet(1024);
					}
				}
				catch (IOException ex) {
					thrown.complete(ex);
				}
			});
			thread.start();
			writer.complete(thread);
		}));
		RawClient client = openWithSmallWindow();
		client.send(Frame.text("go"));
		Thread thread = writer.get(10, TimeUnit.SECONDS);
		await("it stands still").until(() -> written.get() > 0 && standsStill(written));
		thread.interrupt();
		assertThat(thrown.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedIOException.class);
		Frame frame = client.readFrame();
		while (frame.opcode() != 8) {
			assertThat(frame.first() & FIN).isZero();
			frame = client.readFrame();
		}
		assertThat(frame.closeCode()).isEqualTo(1011);
		assertThat(listener().failures()).hasAtLeastOneElementOfType(InterruptedIOException.class);
	}

	@Test
	void anEventLoopMustNotOpenAStreamThatBlocks() {
		start(Threading.EVENT_LOOP, new OnText((connection) -> connection.binaryStream()));
		RawClient client = open().send(Frame.text("go"));
		assertThat(client.readClose().closeCode()).isEqualTo(1011);
	}

	@Test
	void aWriterEndsItsMessageBeforeItComplainsOfHalfACharacter() {
		OnText handler = new OnText((connection) -> {
			Writer writer = connection.textWriter();
			writer.write("ok\uD83D");
			assertThatThrownBy(writer::close).isInstanceOf(IOException.class).hasMessageContaining("surrogate");
		});
		start(Threading.WORKER, handler);
		RawClient client = open().send(Frame.text("go"));
		assertThat(client.readFrame()).isEqualTo(Frame.text("ok"));
		expectAlive(client);
	}

	/**
	 * A publisher that keeps count of what is asked of it.
	 */
	private static final class Numbers<T> implements Flow.Publisher<T>, Flow.Subscription {

		private final List<T> elements;

		private final @Nullable Throwable failure;

		private final AtomicInteger most = new AtomicInteger();

		private final AtomicInteger next = new AtomicInteger();

		private final AtomicBoolean cancelled = new AtomicBoolean();

		private Flow.@Nullable Subscriber<? super T> subscriber;

		Numbers(List<T> elements, @Nullable Throwable failure) {
			this.elements = elements;
			this.failure = failure;
		}

		@Override
		public void subscribe(Flow.Subscriber<? super T> given) {
			this.subscriber = given;
			given.onSubscribe(this);
		}

		@Override
		public void request(long count) {
			this.most.accumulateAndGet((int) count, Math::max);
			int index = this.next.getAndIncrement();
			// As from another thread's pool, so that nothing recurses.
			CompletableFuture.runAsync(() -> {
				if (index < this.elements.size()) {
					this.subscriber.onNext(this.elements.get(index));
				}
				else if (this.failure != null) {
					this.subscriber.onError(this.failure);
				}
				else {
					this.subscriber.onComplete();
				}
			});
		}

		@Override
		public void cancel() {
			this.cancelled.set(true);
		}

	}

	@ParameterizedTest
	@ThreadingSource
	void aPublishersElementsAreFragmentsAskedForOneByOne(Threading threading) throws Exception {
		Numbers<String> parts = new Numbers<>(List.of("one ", "\uD83D", "\uDC4B ", "three"), null);
		CompletableFuture<CompletionStage<@Nullable Void>> result = new CompletableFuture<>();
		start(threading, new OnText((connection) -> result.complete(connection.sendText(parts))));
		RawClient client = open().send(Frame.text("go"));
		List<Frame> fragments = readMessage(client);
		assertThat(new String(join(fragments), StandardCharsets.UTF_8)).isEqualTo("one 👋 three");
		assertThat(fragments).extracting((frame) -> new String(frame.payload(), StandardCharsets.UTF_8))
			.containsExactly("one ", "", "👋 ", "three", "");
		result.get(10, TimeUnit.SECONDS).toCompletableFuture().get(10, TimeUnit.SECONDS);
		assertThat(parts.most).hasValue(1);
		expectAlive(client);
	}

	@Test
	void aPublisherThatFailsClosesTheConnection() throws Exception {
		Numbers<ByteBuffer> parts = new Numbers<>(List.of(ByteBuffer.wrap(new byte[] { 1 })),
				new IllegalStateException("no more"));
		CompletableFuture<CompletionStage<@Nullable Void>> result = new CompletableFuture<>();
		start(Threading.WORKER, new OnText((connection) -> result.complete(connection.sendBinary(parts))));
		RawClient client = open().send(Frame.text("go"));
		assertThat(client.readFrame()).isEqualTo(Frame.fragment(2, new byte[] { 1 }));
		assertThat(client.readClose()).isEqualTo(Frame.close(1011, "Internal error"));
		assertThatThrownBy(() -> result.get().toCompletableFuture().get(10, TimeUnit.SECONDS))
			.hasRootCauseMessage("no more");
		assertThat(listener().failures()).anyMatch((failure) -> "no more".equals(failure.getMessage()));
	}

	@Test
	void aPublisherIsCancelledWhenTheConnectionEnds() throws Exception {
		byte[] chunk = new byte[4096];
		List<ByteBuffer> many = new AbstractList<>() {

			@Override
			public ByteBuffer get(int index) {
				return ByteBuffer.wrap(chunk);
			}

			@Override
			public int size() {
				return 100_000;
			}

		};
		Numbers<ByteBuffer> parts = new Numbers<>(many, null);
		CompletableFuture<CompletionStage<@Nullable Void>> result = new CompletableFuture<>();
		start(Threading.WORKER, new OnText((connection) -> result.complete(connection.sendBinary(parts))));
		RawClient client = openWithSmallWindow();
		client.send(Frame.text("go"));
		client.readFrame();
		client.reset();
		assertThatThrownBy(() -> result.get().toCompletableFuture().get(20, TimeUnit.SECONDS))
			.hasCauseInstanceOf(MessageNotSentException.class);
		await("it is cancelled").until(parts.cancelled::get);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2 })
	void aPublisherThatBreaksItsContractClosesTheConnection(int failing) throws Exception {
		AtomicInteger requests = new AtomicInteger();
		Flow.Publisher<String> parts = (subscriber) -> subscriber.onSubscribe(new Flow.Subscription() {

			@Override
			public void request(long count) {
				if (requests.incrementAndGet() == failing) {
					throw new IllegalStateException("no request");
				}
				subscriber.onNext("x");
			}

			@Override
			public void cancel() {
				throw new IllegalStateException("no cancel");
			}

		});
		CompletableFuture<CompletionStage<@Nullable Void>> result = new CompletableFuture<>();
		start(Threading.WORKER, new OnText((connection) -> result.complete(connection.sendText(parts))));
		RawClient client = open().send(Frame.text("go"));
		assertThat(client.readClose()).isEqualTo(Frame.close(1011, "Internal error"));
		assertThatThrownBy(() -> result.get().toCompletableFuture().get(10, TimeUnit.SECONDS))
			.hasRootCauseMessage("no request");
	}

	/**
	 * A publisher whose elements end, but not its message.
	 */
	private static final class Unending implements Flow.Publisher<String>, Flow.Subscription {

		private final CompletableFuture<@Nullable Void> asked = new CompletableFuture<>();

		private final AtomicBoolean cancelled = new AtomicBoolean();

		private int elements;

		private Flow.@Nullable Subscriber<? super String> subscriber;

		Unending(int elements) {
			this.elements = elements;
		}

		@Override
		public void subscribe(Flow.Subscriber<? super String> given) {
			this.subscriber = given;
			given.onSubscribe(this);
		}

		@Override
		public void request(long count) {
			if (this.elements-- > 0) {
				this.subscriber.onNext("x");
			}
			else {
				this.asked.complete(null);
			}
		}

		@Override
		public void cancel() {
			this.cancelled.set(true);
		}

	}

	@ParameterizedTest
	@CsvSource({ "0, true", "1, true", "2, true", "0, false", "1, false" })
	void aPublisherThatIsSilentIsCancelledWhenTheConnectionEnds(int elements, boolean reset) throws Exception {
		Unending parts = new Unending(elements);
		CompletableFuture<CompletionStage<@Nullable Void>> result = new CompletableFuture<>();
		start(Threading.WORKER, new OnText((connection) -> result.complete(connection.sendText(parts))));
		RawClient client = open().send(Frame.text("go"));
		parts.asked.get(10, TimeUnit.SECONDS);
		if (reset) {
			client.reset();
		}
		else {
			client.send(Frame.close(1000, ""));
		}
		assertThatThrownBy(() -> result.get().toCompletableFuture().get(10, TimeUnit.SECONDS))
			.hasCauseInstanceOf(MessageNotSentException.class);
		await("it is cancelled").until(parts.cancelled::get);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void fragmentsAreCompressedAsOneMessage(boolean contextTakeover) throws Exception {
		byte[] content = new byte[100_000];
		new Random(7).nextBytes(content);
		Arrays.fill(content, 20_000, 70_000, (byte) 'x');
		start(Threading.WORKER, new OnText((connection) -> {
			for (int i = 0; i < 2; i++) {
				connection.sendText("x".repeat(100));
				try (OutputStream out = connection.binaryStream()) {
					out.write(content);
				}
			}
		}), (options) -> options.compression(new CompressionOptions(6, 10, contextTakeover)));
		RawClient client = connect();
		client.handshake(RawRequest.handshake(PATH).with("Sec-WebSocket-Extensions: permessage-deflate"));
		client.send(Frame.text("go"));
		Inflater inflater = new Inflater(true);
		for (int i = 0; i < 2; i++) {
			Frame text = client.readFrame(RSV1);
			assertThat(text.first()).isEqualTo(FIN | RSV1 | 1);
			assertThat(inflate(inflater, text.payload(), contextTakeover)).hasSize(100);
			List<Frame> fragments = new ArrayList<>();
			do {
				fragments.add(client.readFrame(fragments.isEmpty() ? RSV1 : 0));
			}
			while ((fragments.get(fragments.size() - 1).first() & FIN) == 0);
			assertThat(fragments).hasSizeGreaterThan(3);
			assertThat(fragments.get(0).first()).isEqualTo(RSV1 | 2);
			byte[] compressed = join(fragments);
			assertThat(compressed).hasSizeLessThan(content.length);
			assertThat(inflate(inflater, compressed, contextTakeover)).isEqualTo(content);
		}
		inflater.end();
	}

	private static byte[] inflate(Inflater inflater, byte[] payload, boolean contextTakeover)
			throws DataFormatException {
		if (!contextTakeover) {
			inflater.reset();
		}
		ByteArrayOutputStream whole = new ByteArrayOutputStream();
		byte[] tailed = Arrays.copyOf(payload, payload.length + 4);
		tailed[payload.length + 2] = (byte) 0xFF;
		tailed[payload.length + 3] = (byte) 0xFF;
		inflater.setInput(tailed);
		byte[] out = new byte[8192];
		for (int count = inflater.inflate(out); count > 0; count = inflater.inflate(out)) {
			whole.write(out, 0, count);
		}
		return whole.toByteArray();
	}

	// Receiving

	/**
	 * Keeps the parts it gets, and answers the end of each message with its size.
	 */
	private static final class Parts extends EchoHandler implements PartialMessageHandler {

		private final List<String> texts = new CopyOnWriteArrayList<>();

		private final AtomicInteger largest = new AtomicInteger();

		private long size;

		@Override
		public void onTextPart(WebSocketConnection connection, ByteBuffer utf8, boolean last) throws Exception {
			assertThat(last || utf8.hasRemaining()).isTrue();
			int length = utf8.remaining();
			this.texts.add(StandardCharsets.UTF_8.newDecoder().decode(utf8) + (last ? "." : ""));
			count(connection, length, last);
		}

		@Override
		public void onBinaryPart(WebSocketConnection connection, ByteBuffer data, boolean last) {
			count(connection, data.remaining(), last);
		}

		private void count(WebSocketConnection connection, int length, boolean last) {
			this.size += length;
			this.largest.accumulateAndGet(length, Math::max);
			if (last) {
				connection.sendText(String.valueOf(this.size));
				this.size = 0;
			}
		}

	}

	@ParameterizedTest
	@ThreadingSource
	void partsOfTextEndBetweenCharactersHoweverItIsCut(Threading threading) {
		Parts handler = new Parts();
		start(threading, handler);
		RawClient client = open();
		byte[] utf8 = (MIXED + "z").getBytes(StandardCharsets.UTF_8);
		for (int cut = 0; cut <= utf8.length; cut++) {
			handler.texts.clear();
			client.send(Frame.fragment(1, Arrays.copyOf(utf8, cut)));
			client.send(new Frame(FIN, Arrays.copyOfRange(utf8, cut, utf8.length)));
			assertThat(client.readFrame()).isEqualTo(Frame.text(String.valueOf(utf8.length)));
			assertThat(String.join("", handler.texts)).isEqualTo(MIXED + "z.");
		}
		client.send(Frame.text(""));
		assertThat(client.readFrame()).isEqualTo(Frame.text("0"));
	}

	@ParameterizedTest
	@ThreadingSource
	void aMessageWithoutLimitIsNeverGathered(Threading threading) {
		Parts handler = new Parts();
		start(threading, handler, (options) -> options.maxMessageSize(-1).maxFrameSize(-1).maxFragments(-1));
		RawClient client = open();
		int size = 64 * 1024 * 1024;
		byte[] header = { (byte) 0x82, (byte) 0xFF, 0, 0, 0, 0, 0x04, 0, 0, 0, 0, 0, 0, 0 };
		client.send(header);
		byte[] chunk = new byte[256 * 1024];
		for (int i = 0; i < size / chunk.length; i++) {
			client.send(chunk);
		}
		assertThat(client.readFrame()).isEqualTo(Frame.text(String.valueOf(size)));
		assertThat(handler.largest.get()).isLessThanOrEqualTo(256 * 1024);
	}

	@Test
	void textThatBreaksOffIsRefusedAtTheWrongByte() {
		Parts handler = new Parts();
		start(Threading.EVENT_LOOP, handler);
		RawClient client = open();
		client.send(Frame.fragment(1, new byte[] { 'a', (byte) 0xE2, (byte) 0x82 }));
		client.send(Frame.fragment(0, new byte[] { 'b' }));
		assertThat(client.readClose().closeCode()).isEqualTo(1007);
		assertThat(handler.texts).containsExactly("a");
	}

	@Test
	void theLimitOfAMessageHoldsForItsParts() {
		start(Threading.EVENT_LOOP, new Parts(), (options) -> options.maxMessageSize(10));
		RawClient client = open();
		client.send(Frame.fragment(2, new byte[6]));
		client.send(new Frame(FIN, new byte[6]));
		assertThat(client.readClose().closeCode()).isEqualTo(1009);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void compressedMessagesAreReceivedInPartsToo(boolean contextTakeover) {
		Parts handler = new Parts();
		start(UnaryOperator.identity(),
				endpoint(PATH, Threading.EVENT_LOOP, handler, (options) -> options.maxMessageSize(-1)
					.compression(new CompressionOptions(1, Integer.MAX_VALUE, contextTakeover))));
		try (DeflateClient client = DeflateClient.open(connect(), PATH, "permessage-deflate")) {
			for (int i = 0; i < 3; i++) {
				handler.texts.clear();
				String text = MIXED.repeat(5_000);
				client.send(1, text.getBytes(StandardCharsets.UTF_8));
				assertThat(client.read()).isEqualTo(Frame.text("50000"));
				assertThat(handler.texts).hasSizeGreaterThan(3);
				assertThat(String.join("", handler.texts)).isEqualTo(text + ".");
			}
		}
	}

}
