package dev.duplex.conformance.suite;

import java.io.IOException;

import dev.duplex.engine.tck.Frame;

/**
 * How connections go on and end well, whatever they were for.
 */
public final class Connections {

	private static final String ALIVE = "alive";

	private Connections() {
	}

	/**
	 * Checks that a connection is served, and closes it.
	 * @param peer the runner's end
	 * @return the verdict
	 * @throws IOException if the engine has gone
	 */
	public static Verdict staysOpen(Peer peer) throws IOException {
		peer.send(Frame.ping(ALIVE));
		Event event = peer.next();
		if (!event.equals(new Event.Received(Frame.pong(ALIVE)))) {
			return Verdict.failed("expected the connection to stay open, and a Pong, but was " + event);
		}
		return close(peer);
	}

	/**
	 * Closes in order.
	 * @param peer the runner's end
	 * @return the verdict
	 * @throws IOException if the engine has gone
	 */
	public static Verdict close(Peer peer) throws IOException {
		peer.send(Frame.close(1000));
		Event event = peer.next();
		if (!event.equals(new Event.Received(Frame.close(1000)))) {
			return Verdict.failed("expected Close 1000 but was " + event);
		}
		return end(peer);
	}

	/**
	 * Checks that a connection ends in order once there was a Close frame of the engine's
	 * (the server ends TCP first, RFC 6455 section 7.1.1), and ends it.
	 * @param peer the runner's end
	 * @return the verdict
	 * @throws IOException never, in practice
	 */
	public static Verdict end(Peer peer) throws IOException {
		if (peer.engine() == Role.CLIENT) {
			peer.shutdownOutput();
		}
		Event event = peer.next();
		peer.close();
		return event.equals(new Event.End(Event.End.How.FIN)) ? Verdict.OK
				: Verdict.failed("expected the end of the stream but was " + event);
	}

}
