package dev.duplex.spring.metrics;

import java.util.function.ToLongFunction;

import dev.duplex.engine.DropReason;
import dev.duplex.engine.Traffic;
import dev.duplex.spring.client.ClientTraffic;

/**
 * Where the counts of messages and bytes are read, by type.
 */
record TrafficSource(Count messagesReceived, Count messagesSent, Count bytesReceived, Count bytesSent,
		ToLongFunction<DropReason> messagesDropped) {

	/**
	 * A count of text messages, or of binary ones.
	 */
	@FunctionalInterface
	interface Count {

		long of(boolean text);

	}

	static TrafficSource of(Traffic traffic) {
		return new TrafficSource(traffic::messagesReceived, traffic::messagesSent, traffic::bytesReceived,
				traffic::bytesSent, traffic::messagesDropped);
	}

	static TrafficSource of(ClientTraffic traffic) {
		return new TrafficSource(traffic::messagesReceived, traffic::messagesSent, traffic::bytesReceived,
				traffic::bytesSent, traffic::messagesDropped);
	}

}
