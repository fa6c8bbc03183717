package dev.duplex.spring.actuate;

import dev.duplex.engine.DropReason;
import dev.duplex.engine.Traffic;

/**
 * Totals of one endpoint. Messages and bytes are those since the application started.
 *
 * @param name the endpoint's name
 * @param connections open connections
 * @param queuedBytes bytes that wait to be sent on them
 * @param messagesReceived messages received
 * @param messagesSent messages sent
 * @param bytesReceived payload bytes of messages received
 * @param bytesSent payload bytes of messages sent
 * @param messagesDropped messages dropped, as their peers did not keep up
 */
public record EndpointTotals(String name, int connections, long queuedBytes, long messagesReceived, long messagesSent,
		long bytesReceived, long bytesSent, long messagesDropped) {

	static EndpointTotals of(String name, int connections, long queuedBytes, Traffic traffic) {
		long dropped = 0;
		for (DropReason reason : DropReason.values()) {
			dropped += traffic.messagesDropped(reason);
		}
		return new EndpointTotals(name, connections, queuedBytes,
				traffic.messagesReceived(true) + traffic.messagesReceived(false),
				traffic.messagesSent(true) + traffic.messagesSent(false),
				traffic.bytesReceived(true) + traffic.bytesReceived(false),
				traffic.bytesSent(true) + traffic.bytesSent(false), dropped);
	}

}
