package dev.duplex.engine.tck;

import java.util.List;
import java.util.Set;

/**
 * Bytes that a client sends after the opening handshake to an endpoint that echoes, with
 * the default limits, and what the server has to answer.
 *
 * @param id the case, beginning with the line of the checklist it stands for
 * @param rfc the RFC and its section
 * @param input the client's bytes
 * @param answers the frames that the server answers with, before it closes
 * @param closeCodes the codes that its Close frame may have, or none if the connection
 * stays open
 */
public record FrameCase(String id, String rfc, byte[] input, List<Frame> answers, Set<Integer> closeCodes) {

	/**
	 * Whether the connection stays open.
	 * @return whether no Close frame is expected
	 */
	public boolean staysOpen() {
		return this.closeCodes.isEmpty();
	}

	@Override
	public String toString() {
		return this.id + " (" + this.rfc + ")";
	}

}
