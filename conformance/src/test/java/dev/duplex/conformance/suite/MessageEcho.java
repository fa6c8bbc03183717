package dev.duplex.conformance.suite;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.duplex.engine.protocol.Opcode;
import dev.duplex.engine.tck.Frame;

/**
 * Messages of any size that are echoed one after another: in one frame or in many, in one
 * write each or in small ones, compressed or plain.
 *
 * @param opening how the connection is opened; compressed if it has an offer
 * @param opcode text or binary
 * @param payloads the messages are made from it, one after another, around its end
 * @param size the size of a message, in bytes
 * @param count how many
 * @param fragment the largest payload of a frame, after compression; 0 for one frame
 * @param chop the size of a write; 0 for one write a frame
 */
public record MessageEcho(Opening opening, int opcode, Payload payloads, int size, int count, int fragment,
		int chop) implements Scenario {

	@Override
	public String input() {
		return "%d %s %s of %d bytes%s%s%s".formatted(this.count, (this.opcode == Opcode.TEXT) ? "text" : "binary",
				(this.count == 1) ? "message" : "messages", this.size,
				(this.opening.offer() == null) ? "" : ", compressed",
				(this.fragment == 0) ? "" : ", in frames of " + this.fragment,
				(this.chop == 0) ? "" : ", in writes of " + this.chop);
	}

	@Override
	public String expected() {
		return (this.count == 1) ? "the same message" : "the same messages, each before the next is sent";
	}

	@Override
	public List<Run> runs(Target target) {
		return List.of(new Run("one after another", (conversation) -> run(target, conversation)));
	}

	private Verdict run(Target target, Conversation conversation) throws IOException {
		try (Peer peer = target.open(this.opening, conversation)) {
			if (this.opening.offer() != null && !peer.isCompressed()) {
				return Verdict.unimplemented("compression was declined");
			}
			for (int i = 0; i < this.count; i++) {
				byte[] message = this.payloads.part(i, this.size);
				for (Frame frame : frames(peer, message)) {
					send(peer, frame);
				}
				Event event = peer.next();
				if (!event.equals(new Event.Received(Frame.of(this.opcode, message)))) {
					return Verdict
						.failed("expected message %d of %d back but was %s".formatted(i + 1, this.count, event));
				}
			}
			return Connections.close(peer);
		}
	}

	private List<Frame> frames(Peer peer, byte[] message) {
		Frame whole = peer.isCompressed() ? peer.compress(this.opcode, message) : Frame.of(this.opcode, message);
		if (this.fragment == 0) {
			return List.of(whole);
		}
		byte[] payload = whole.payload();
		List<Frame> frames = new ArrayList<>(payload.length / this.fragment + 1);
		int from = 0;
		do {
			int to = Math.min(payload.length, from + this.fragment);
			int first = (from == 0) ? whole.first() & 0x7F : Opcode.CONTINUATION;
			frames.add(new Frame((to == payload.length) ? first | 0x80 : first, Arrays.copyOfRange(payload, from, to)));
			from = to;
		}
		while (from < payload.length);
		return frames;
	}

	private void send(Peer peer, Frame frame) throws IOException {
		if (this.chop == 0) {
			peer.send(frame);
			return;
		}
		byte[] bytes = (peer.engine() == Role.SERVER) ? frame.masked() : frame.unmasked();
		for (byte[] piece : Delivery.chopped(bytes, this.chop).pieces()) {
			peer.write(piece);
		}
	}

}
