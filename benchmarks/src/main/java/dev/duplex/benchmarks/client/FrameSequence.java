package dev.duplex.benchmarks.client;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Frames that differ, laid out one behind the other so that neighbours leave in one
 * write.
 */
final class FrameSequence {

	private final ByteBuffer frames;

	private final int[] begins;

	FrameSequence(List<byte[]> frames) {
		this.frames = ByteBuffer.allocateDirect(frames.stream().mapToInt((frame) -> frame.length).sum());
		this.begins = new int[frames.size() + 1];
		for (int i = 0; i < frames.size(); i++) {
			this.frames.put(frames.get(i));
			this.begins[i + 1] = this.frames.position();
		}
	}

	/**
	 * Some frames.
	 * @param first the first
	 * @param offset how much of it to leave out
	 * @param end the first after them
	 * @return from position to limit, in a buffer that everybody shares
	 */
	ByteBuffer range(int first, int offset, int end) {
		return this.frames.limit(this.begins[end]).position(this.begins[first] + offset);
	}

	/**
	 * How many frames lie whole between the beginning of one and where the buffer's
	 * position is.
	 * @param first the one
	 */
	int wholeSince(int first) {
		int end = first;
		while (end < this.begins.length - 1 && this.begins[end + 1] <= this.frames.position()) {
			end++;
		}
		return end - first;
	}

	/**
	 * How far the buffer's position is behind the beginning of a frame.
	 * @param frame the frame
	 */
	int offsetIn(int frame) {
		return this.frames.position() - this.begins[frame];
	}

}
