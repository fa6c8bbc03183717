package dev.duplex.engine.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A client's opening handshake and the answer.
 *
 * @param id the case, beginning with the line of the checklist it stands for
 * @param request the bytes, for an endpoint at {@code /echo} without subprotocols
 * @param statuses the status codes that our own listener may answer
 * @param headers lines that the answer must have
 * @param containerAnswer what holds where a container parses the request
 */
public record HandshakeCase(String id, RawRequest request, Set<Integer> statuses, List<String> headers,
		ContainerAnswer containerAnswer) {

	/**
	 * What holds where a container parses the request.
	 */
	public enum ContainerAnswer {

		/** The same as on our own listener. */
		SAME,

		/**
		 * The container, or the HTTP application behind it, answers as it likes, but with
		 * 101.
		 */
		NOT_UPGRADED,

		/** The container may be more lenient or more strict. */
		ANY

	}

	/**
	 * Whether the handshake is accepted.
	 * @return whether 101 is due
	 */
	public boolean isAccepted() {
		return this.statuses.contains(101);
	}

	/**
	 * The case with a line that the answer must have.
	 * @param line the header line
	 * @return the case
	 */
	HandshakeCase with(String line) {
		List<String> lines = new ArrayList<>(this.headers);
		lines.add(line);
		return new HandshakeCase(this.id, this.request, this.statuses, List.copyOf(lines), this.containerAnswer);
	}

	/**
	 * The case with what holds in a container.
	 * @param answer the answer
	 * @return the case
	 */
	HandshakeCase inContainer(ContainerAnswer answer) {
		return new HandshakeCase(this.id, this.request, this.statuses, this.headers, answer);
	}

	@Override
	public String toString() {
		return this.id;
	}

}
