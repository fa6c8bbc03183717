package dev.duplex.conformance.suite;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.duplex.engine.tck.Frame;
import dev.duplex.engine.tck.FrameCase;
import dev.duplex.engine.tck.Hex;
import org.jspecify.annotations.Nullable;

/**
 * Bytes and answers on one connection that is open, the same for a server and for a
 * client: the runner sends what a client sends, or the same without masks.
 */
public final class Exchange implements Scenario {

	private static final int WAYS_WITH_PAUSES = 3;

	/** The codes that a connection fails with for what its peer sent. */
	private static final Set<Integer> VIOLATIONS = Set.of(1002, 1007, 1009);

	private final Opening opening;

	private final List<Step> steps;

	private Exchange(Opening opening, List<Step> steps) {
		this.opening = opening;
		this.steps = List.copyOf(steps);
	}

	/**
	 * Starts an exchange.
	 * @param opening how its connection is opened
	 * @return a builder
	 */
	public static Builder on(Opening opening) {
		return new Builder(opening);
	}

	/**
	 * An exchange on an endpoint that echoes, with the default limits.
	 * @return a builder
	 */
	public static Builder echo() {
		return on(Opening.of(Service.DEFAULTS, Opening.ECHO));
	}

	/**
	 * A case of the engine's own suite.
	 * @param frames the case
	 * @param opening how its connection is opened
	 * @return the exchange
	 */
	public static Exchange of(FrameCase frames, Opening opening) {
		Builder builder = on(opening).send(frames.input());
		frames.answers().forEach(builder::answers);
		return frames.staysOpen() ? builder.staysOpen() : builder.closes(frames.closeCodes());
	}

	@Override
	public String input() {
		return texts(this.steps.stream().map(Step::input).toList());
	}

	@Override
	public String expected() {
		return texts(this.steps.stream().map(Step::expected).toList());
	}

	private static String texts(List<String> texts) {
		return texts.stream().filter((text) -> !text.isEmpty()).collect(Collectors.joining(", "));
	}

	@Override
	public List<Run> runs(Target target) {
		List<List<Delivery>> ways = new ArrayList<>();
		for (Step step : this.steps) {
			if (step instanceof Step.Send send) {
				ways.add(Delivery.all(send.wire(target.role())));
			}
		}
		List<Run> runs = new ArrayList<>();
		for (Delivery first : ways.get(0)) {
			List<Delivery> deliveries = new ArrayList<>(List.of(first));
			for (List<Delivery> later : ways.subList(1, ways.size())) {
				deliveries.add(later.stream()
					.filter((delivery) -> delivery.name().equals(first.name()))
					.filter((delivery) -> !delivery.early())
					.findFirst()
					.orElse(later.get(0)));
			}
			runs.add(new Run(first.name(), (conversation) -> run(target, deliveries, conversation)));
		}
		// Silence takes its time.
		return this.steps.stream().anyMatch(Step.Quiet.class::isInstance)
				? runs.subList(0, Math.min(runs.size(), WAYS_WITH_PAUSES)) : runs;
	}

	private Verdict run(Target target, List<Delivery> deliveries, Conversation conversation) throws IOException {
		Delivery first = deliveries.get(0);
		Opening way = first.early() ? this.opening.early(first.pieces().get(0)) : this.opening;
		try (Peer peer = target.open(way, conversation)) {
			if (this.opening.offer() != null && !peer.isCompressed()) {
				return Verdict.unimplemented("compression was declined");
			}
			Verdict verdict = Verdict.OK;
			Step last = this.steps.get(this.steps.size() - 1);
			int sends = 0;
			for (int i = 0; i < this.steps.size() && verdict.result() != Result.FAILED; i++) {
				Step step = this.steps.get(i);
				if (step instanceof Step.Send) {
					Delivery delivery = deliveries.get(sends++);
					if (!delivery.early()) {
						send(peer, delivery);
					}
				}
				else {
					Event event = await(peer, step);
					if (step instanceof Step.Answer && !target.answersInOrder() && isViolation(event, last)) {
						return Verdict.notApplicable("the violation overtook the answer of another thread")
							.and(Connections.end(peer));
					}
					if (mayBeMissing(step) && isClose(event, last)) {
						return Verdict.nonStrict("expected " + step.expected() + " before " + event)
							.and(Connections.end(peer));
					}
					verdict = verdict.and(judge(peer, step, event));
				}
			}
			return verdict;
		}
	}

	private static boolean mayBeMissing(Step step) {
		return step instanceof Step.Answer answer && answer.strict();
	}

	/** An answer that a Close of the peer's own overtakes is missing. */
	private static boolean isViolation(Event event, Step step) {
		return isClose(event, step) && VIOLATIONS.contains(((Event.Received) event).frame().closeCode());
	}

	private static boolean isClose(Event event, Step step) {
		return event instanceof Event.Received received && received.frame().isClose()
				&& step instanceof Step.Closes closes && closes.codes().contains(received.frame().closeCode());
	}

	/** A connection that fails may be gone before the last piece. */
	private static void send(Peer peer, Delivery delivery) {
		for (byte[] piece : delivery.pieces()) {
			if (!peer.tryWrite(piece)) {
				return;
			}
		}
	}

	private static @Nullable Event await(Peer peer, Step step) {
		if (step instanceof Step.Quiet) {
			return peer.next(Step.QUIET);
		}
		if (step instanceof Step.ClosesAtOnce) {
			return peer.next(Step.AT_ONCE);
		}
		return (step instanceof Step.StaysOpen) ? null : peer.next();
	}

	private static Verdict judge(Peer peer, Step step, @Nullable Event event) throws IOException {
		if (step instanceof Step.Answer answer) {
			return (event instanceof Event.Received received && received.frame().equals(answer.frame())) ? Verdict.OK
					: unexpected(step, event);
		}
		if (step instanceof Step.Quiet) {
			return (event instanceof Event.Silence) ? Verdict.OK : unexpected(step, event);
		}
		if (step instanceof Step.Closes) {
			return isClose(event, step) ? Connections.end(peer) : unexpected(step, event);
		}
		if (step instanceof Step.ClosesAtOnce atOnce) {
			Step.Closes closes = new Step.Closes(Set.of(atOnce.code()));
			if (!(event instanceof Event.Silence)) {
				return judge(peer, closes, event);
			}
			peer.tryWrite(atOnce.rest().wire(peer.engine()));
			return Verdict.nonStrict("Close came with the rest of the message, not before")
				.and(judge(peer, closes, peer.next()));
		}
		return Connections.staysOpen(peer);
	}

	private static Verdict unexpected(Step step, @Nullable Event event) {
		return Verdict.failed("expected " + step.expected() + " but was " + event);
	}

	/**
	 * Builds an {@link Exchange}.
	 */
	public static final class Builder {

		private final Opening opening;

		private final List<Step> steps = new ArrayList<>();

		private Builder(Opening opening) {
			this.opening = opening;
		}

		/**
		 * The runner sends.
		 * @param bytes as a client sends them
		 * @return this
		 */
		public Builder send(byte[] bytes) {
			this.steps.add(new Step.Send(bytes, false));
			return this;
		}

		/**
		 * The runner goes on inside of a payload.
		 * @param bytes a part of the payload of a frame whose masking key is zero
		 * @return this
		 */
		public Builder sendInside(byte[] bytes) {
			this.steps.add(new Step.Send(bytes, true));
			return this;
		}

		/**
		 * The runner sends.
		 * @param hex as a client sends it, in the notation of {@link Hex}
		 * @return this
		 */
		public Builder send(String hex) {
			return send(Hex.bytes(hex));
		}

		/**
		 * The runner sends the same to a client and to a server.
		 * @param hex the bytes, in the notation of {@link Hex}
		 * @return this
		 */
		public Builder sendAsIs(String hex) {
			return sendInside(Hex.bytes(hex));
		}

		/**
		 * The runner sends frames, in one go.
		 * @param frames the frames
		 * @return this
		 */
		public Builder send(Frame... frames) {
			return send(Bytes.join(Stream.of(frames).map(Frame::masked).toArray(byte[][]::new)));
		}

		/**
		 * The engine answers.
		 * @param frame a control frame or a message
		 * @return this
		 */
		public Builder answers(Frame frame) {
			this.steps.add(new Step.Answer(frame, false));
			return this;
		}

		/**
		 * The engine answers before it closes; closing without is not strict.
		 * @param frame a control frame or a message
		 * @return this
		 */
		public Builder answersIfStrict(Frame frame) {
			this.steps.add(new Step.Answer(frame, true));
			return this;
		}

		/**
		 * The engine sends nothing for now.
		 * @return this
		 */
		public Builder quiet() {
			this.steps.add(new Step.Quiet());
			return this;
		}

		/**
		 * The engine fails the connection now; with the rest of the message is not
		 * strict.
		 * @param code the code of its Close frame
		 * @param rest as a client sends it
		 * @return the exchange
		 */
		public Exchange closesAtOnce(int code, Frame rest) {
			this.steps.add(new Step.ClosesAtOnce(code, new Step.Send(rest.masked(), false)));
			return build();
		}

		/**
		 * The engine fails the connection now; with the rest of the frame is not strict.
		 * @param code the code of its Close frame
		 * @param rest the rest of the payload of a frame whose masking key is zero
		 * @return the exchange
		 */
		public Exchange closesInside(int code, byte[] rest) {
			this.steps.add(new Step.ClosesAtOnce(code, new Step.Send(rest, true)));
			return build();
		}

		/**
		 * The engine closes.
		 * @param codes the codes that its Close frame may have
		 * @return the exchange
		 */
		public Exchange closes(Set<Integer> codes) {
			this.steps.add(new Step.Closes(codes));
			return build();
		}

		/**
		 * The engine closes.
		 * @param codes the codes that its Close frame may have
		 * @return the exchange
		 */
		public Exchange closes(Integer... codes) {
			return closes(Set.of(codes));
		}

		/**
		 * The connection stays open, and closes in order when the runner wants it to.
		 * @return the exchange
		 */
		public Exchange staysOpen() {
			this.steps.add(new Step.StaysOpen());
			return build();
		}

		private Exchange build() {
			return new Exchange(this.opening, this.steps);
		}

	}

}
