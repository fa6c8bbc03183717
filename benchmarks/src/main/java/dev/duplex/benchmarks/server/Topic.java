package dev.duplex.benchmarks.server;

import dev.duplex.engine.WebSocketConnection;
import dev.duplex.spring.BroadcastTo;
import dev.duplex.spring.OnConnect;
import dev.duplex.spring.OnText;
import dev.duplex.spring.WebSocketEndpoint;

/**
 * Whatever one says, all hear.
 */
@WebSocketEndpoint("/topic")
class Topic {

	@OnConnect
	void connect(WebSocketConnection connection) {
		connection.subscribe("all");
	}

	@OnText
	@BroadcastTo("all")
	String text(String text) {
		return text;
	}

}
