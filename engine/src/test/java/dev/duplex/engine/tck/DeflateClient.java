package dev.duplex.engine.tck;

import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;

import dev.duplex.engine.protocol.Opcode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client that agreed on permessage-deflate and holds the server to it.
 */
public final class DeflateClient implements AutoCloseable {

	private static final int RSV1 = 0x40;

	private final RawClient client;

	private final List<String> parameters;

	private final Deflater deflater = new Deflater(6, true);

	private final WindowedInflate inflate;

	private boolean lastWasCompressed;

	private DeflateClient(RawClient client, String agreed) {
		this.client = client;
		this.parameters = Arrays.asList(agreed.split("; "));
		this.inflate = new WindowedInflate(windowBits(), !this.parameters.contains("server_no_context_takeover"));
	}

	/**
	 * Does the opening handshake.
	 * @param client the client to do it with
	 * @param path the endpoint
	 * @param offer the extensions that are offered
	 * @return the client, which agreed on something
	 */
	public static DeflateClient open(RawClient client, String path, String offer) {
		RawClient.Response response = client
			.handshake(RawRequest.handshake(path).with("Sec-WebSocket-Extensions: " + offer));
		List<String> agreed = response.header("Sec-WebSocket-Extensions");
		assertThat(agreed).hasSize(1);
		return new DeflateClient(client, agreed.get(0));
	}

	private int windowBits() {
		return this.parameters.stream()
			.filter((parameter) -> parameter.startsWith("server_max_window_bits="))
			.findFirst()
			.map((parameter) -> Integer.parseInt(parameter.substring("server_max_window_bits=".length())))
			.orElse(15);
	}

	/**
	 * What was agreed on.
	 * @return the extension's name and its parameters
	 */
	public List<String> parameters() {
		return this.parameters;
	}

	/**
	 * Beneath the compression.
	 * @return the client
	 */
	public RawClient raw() {
		return this.client;
	}

	/**
	 * Compresses a message as agreed.
	 * @param message the message
	 * @return the compressed payload, which must be sent
	 */
	public byte[] compress(byte[] message) {
		if (this.parameters.contains("client_no_context_takeover")) {
			this.deflater.reset();
		}
		return DeflateCases.deflate(this.deflater, message);
	}

	/**
	 * Sends a message compressed.
	 * @param opcode text or binary
	 * @param message the message
	 * @return this
	 */
	public DeflateClient send(int opcode, byte[] message) {
		this.client.send(DeflateCases.compressed(opcode, compress(message)));
		return this;
	}

	/**
	 * Reads a frame, and inflates it if it is compressed.
	 * @return the frame, plain
	 */
	public Frame read() {
		Frame frame = this.client.readFrame(RSV1);
		this.lastWasCompressed = (frame.first() & RSV1) != 0;
		if (!this.lastWasCompressed) {
			return frame;
		}
		assertThat(frame.opcode()).isIn(Opcode.TEXT, Opcode.BINARY);
		return new Frame(frame.first() & ~RSV1, this.inflate.message(frame.payload()));
	}

	/**
	 * Whether the last frame was compressed.
	 * @return whether it had RSV1
	 */
	public boolean lastWasCompressed() {
		return this.lastWasCompressed;
	}

	@Override
	public void close() {
		this.deflater.end();
		this.client.close();
	}

}
