package dev.duplex.engine.session;

import java.io.OutputStream;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

import dev.duplex.engine.HandshakeDecision;
import dev.duplex.engine.SendOptions;
import dev.duplex.engine.SendResult;
import dev.duplex.engine.protocol.FrameEncoder;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.protocol.Opcode;
import dev.duplex.engine.protocol.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * What applications send on a connection, checked and encoded. Safe from any thread.
 */
abstract class SendingConnection extends AcceptedConnection {

	SendingConnection(SessionHost host, Role role, HandshakeDecision.Accept accepted, HandshakeRequest handshake,
			long idHigh, long idLow) {
		super(host, role, accepted, handshake, idHigh, idLow);
	}

	/**
	 * Where it goes.
	 */
	abstract Outbound outbound();

	/**
	 * Begins a message in fragments.
	 */
	abstract FragmentedMessage fragmented(boolean text);

	/**
	 * The application cannot end a message that it began.
	 */
	abstract void messageFailed(Throwable failure);

	@Override
	public SendResult sendText(String text) {
		return outbound().send(Opcode.TEXT, ByteBuffer.wrap(Utf8.encode(text)), SendOptions.defaults());
	}

	@Override
	public SendResult sendText(ByteBuffer utf8) {
		return sendText(utf8, SendOptions.defaults());
	}

	@Override
	public SendResult sendBinary(ByteBuffer data) {
		return outbound().send(Opcode.BINARY, data, SendOptions.defaults());
	}

	@Override
	public CompletionStage<@Nullable Void> sendTextAsync(String text) {
		return outbound().sendTracked(Opcode.TEXT, ByteBuffer.wrap(Utf8.encode(text)), SendOptions.defaults());
	}

	@Override
	public CompletionStage<@Nullable Void> sendBinaryAsync(ByteBuffer data) {
		return outbound().sendTracked(Opcode.BINARY, data, SendOptions.defaults());
	}

	@Override
	public SendResult sendText(String text, SendOptions options) {
		return outbound().send(Opcode.TEXT, ByteBuffer.wrap(Utf8.encode(text)), options);
	}

	@Override
	public SendResult sendText(ByteBuffer utf8, SendOptions options) {
		if (!Utf8.isWellFormed(utf8)) {
			throw new IllegalArgumentException("text is not well-formed UTF-8");
		}
		return outbound().send(Opcode.TEXT, utf8, options);
	}

	@Override
	public SendResult sendBinary(ByteBuffer data, SendOptions options) {
		return outbound().send(Opcode.BINARY, data, options);
	}

	@Override
	public CompletionStage<@Nullable Void> sendTextAsync(String text, SendOptions options) {
		return outbound().sendTracked(Opcode.TEXT, ByteBuffer.wrap(Utf8.encode(text)), options);
	}

	@Override
	public CompletionStage<@Nullable Void> sendBinaryAsync(ByteBuffer data, SendOptions options) {
		return outbound().sendTracked(Opcode.BINARY, data, options);
	}

	@Override
	public void sendTextAndAwait(String text) throws InterruptedException {
		outbound().sendAndAwait(Opcode.TEXT, ByteBuffer.wrap(Utf8.encode(text)));
	}

	@Override
	public void sendBinaryAndAwait(ByteBuffer data) throws InterruptedException {
		outbound().sendAndAwait(Opcode.BINARY, data);
	}

	@Override
	public OutputStream binaryStream() {
		return new MessageOutputStream(fragmented(false), this::messageFailed);
	}

	@Override
	public Writer textWriter() {
		return new MessageWriter(new MessageOutputStream(fragmented(true), this::messageFailed));
	}

	@Override
	public CompletionStage<@Nullable Void> sendText(Flow.Publisher<? extends CharSequence> parts) {
		TextParts encoder = new TextParts();
		MessageSubscriber<CharSequence> subscriber = new MessageSubscriber<>(fragmented(true),
				(part) -> ByteBuffer.wrap(encoder.encode(part)), encoder::end, this::messageFailed);
		parts.subscribe(subscriber);
		return subscriber.result();
	}

	@Override
	public CompletionStage<@Nullable Void> sendBinary(Flow.Publisher<ByteBuffer> parts) {
		MessageSubscriber<ByteBuffer> subscriber = new MessageSubscriber<>(fragmented(false), (part) -> part, () -> {
		}, this::messageFailed);
		parts.subscribe(subscriber);
		return subscriber.result();
	}

	@Override
	public SendResult sendPing(ByteBuffer payload) {
		FrameEncoder.requireControlPayload(payload);
		return outbound().send(Opcode.PING, payload, SendOptions.defaults());
	}

}
