package dev.duplex.benchmarks.server;

import dev.duplex.spring.OnBinary;
import dev.duplex.spring.OnText;
import dev.duplex.spring.WebSocketEndpoint;

/**
 * An endpoint as users write it.
 */
@WebSocketEndpoint("/echo")
class Echo {

	@OnText
	String text(String text) {
		return text;
	}

	@OnBinary
	byte[] binary(byte[] data) {
		return data;
	}

}
