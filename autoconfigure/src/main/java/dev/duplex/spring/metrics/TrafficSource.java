package dev.duplex.spring.metrics;

import dev.duplex.engine.Traffic;
import dev.duplex.spring.client.ClientTraffic;

/**
 * Where the counts of messages and bytes are read, by type.
 */
interface TrafficSource {

	long messagesReceived(boolean text);

	long messagesSent(boolean text);

	long bytesReceived(boolean text);

	long bytesSent(boolean text);

	static TrafficSource of(Traffic traffic) {
		return new TrafficSource() {

			@Override
			public long messagesReceived(boolean text) {
				return traffic.messagesReceived(text);
			}

			@Override
			public long messagesSent(boolean text) {
				return traffic.messagesSent(text);
			}

			@Override
			public long bytesReceived(boolean text) {
				return traffic.bytesReceived(text);
			}

			@Override
			public long bytesSent(boolean text) {
				return traffic.bytesSent(text);
			}

		};
	}

	static TrafficSource of(ClientTraffic traffic) {
		return new TrafficSource() {

			@Override
			public long messagesReceived(boolean text) {
				return traffic.messagesReceived(text);
			}

			@Override
			public long messagesSent(boolean text) {
				return traffic.messagesSent(text);
			}

			@Override
			public long bytesReceived(boolean text) {
				return traffic.bytesReceived(text);
			}

			@Override
			public long bytesSent(boolean text) {
				return traffic.bytesSent(text);
			}

		};
	}

}
