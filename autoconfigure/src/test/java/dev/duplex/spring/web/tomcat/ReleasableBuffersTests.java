package dev.duplex.spring.web.tomcat;

import java.nio.ByteBuffer;
import java.util.List;

import dev.duplex.engine.ConnectionHandler;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.EngineListener;
import dev.duplex.engine.EngineOptions;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.tck.Frame;
import dev.duplex.engine.tck.RawClient;
import dev.duplex.engine.tck.TransportFixture;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReleasableBuffers} and {@link ReleasableTlsChannel}.
 */
class ReleasableBuffersTests {

	private static final int READ_SIZE = 8;

	private static final int WRITE_SIZE = 4;

	@Test
	void emptyBuffersAreReleasedAndComeBackInTheirSize() {
		ReleasableBuffers buffers = new ReleasableBuffers(new SocketBufferHandler(READ_SIZE, WRITE_SIZE, false));
		ByteBuffer before = buffers.getReadBuffer();
		buffers.release();
		assertThat(buffers.isReadBufferEmpty()).isTrue();
		assertThat(buffers.isWriteBufferEmpty()).isTrue();
		assertThat(buffers.getReadBuffer()).isNotSameAs(before).hasToString(before.toString());
		assertThat(buffers.getWriteBuffer().capacity()).isEqualTo(WRITE_SIZE);
	}

	@Test
	void buffersThatWereMadeLargerComeBackLarger() {
		ReleasableBuffers buffers = new ReleasableBuffers(new SocketBufferHandler(READ_SIZE, WRITE_SIZE, true));
		buffers.expand(2 * READ_SIZE);
		buffers.release();
		assertThat(buffers.getReadBuffer().capacity()).isEqualTo(2 * READ_SIZE);
		assertThat(buffers.getWriteBuffer().capacity()).isEqualTo(2 * READ_SIZE);
		assertThat(buffers.getWriteBuffer().isDirect()).isTrue();
	}

	@Test
	void bytesThatWereReadAreKept() {
		ReleasableBuffers buffers = new ReleasableBuffers(new SocketBufferHandler(READ_SIZE, WRITE_SIZE, false));
		buffers.configureReadBufferForWrite();
		buffers.getReadBuffer().put((byte) 1);
		buffers.release();
		buffers.configureReadBufferForRead();
		assertThat(buffers.getReadBuffer().get()).isEqualTo((byte) 1);
		buffers.release();
		assertThat(held(buffers)).isFalse();
	}

	@Test
	void bytesThatWereNotWrittenAreKept() {
		ReleasableBuffers buffers = new ReleasableBuffers(new SocketBufferHandler(READ_SIZE, WRITE_SIZE, false));
		buffers.configureWriteBufferForWrite();
		buffers.getWriteBuffer().put((byte) 1);
		buffers.release();
		buffers.configureWriteBufferForRead();
		assertThat(buffers.getWriteBuffer().get()).isEqualTo((byte) 1);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void anIdleWebSocketHoldsNone(boolean tls) throws Exception {
		ConnectionHandler echo = new ConnectionHandler() {

			@Override
			public void onText(WebSocketConnection connection, String text) {
				connection.sendText(text);
			}

		};
		TransportFixture.Factory port = TomcatPort.of(TomcatIo.ADOPTED, TomcatPort.RELEASING, tls);
		try (TransportFixture server = port.start(EngineOptions.defaults(), new EngineListener() {
		}, List.of(Endpoint.builder("/echo", echo).build())); RawClient client = server.connect(0)) {
			client.handshake("/echo");
			NioChannel channel = ((TomcatPort) server).channel();
			for (String message : List.of("first", "second")) {
				client.send(Frame.text(message));
				assertThat(client.readFrame()).isEqualTo(Frame.text(message));
				Awaitility.await().until(() -> !held(channel.getBufHandler()) && tlsBytes(channel) == 0);
			}
		}
	}

	private static boolean held(SocketBufferHandler buffers) {
		return ReflectionTestUtils.getField(buffers, "buffers") != null;
	}

	private static int tlsBytes(NioChannel channel) {
		if (!(channel instanceof ReleasableTlsChannel)) {
			return 0;
		}
		ByteBuffer in = (ByteBuffer) ReflectionTestUtils.getField(channel, "netInBuffer");
		ByteBuffer out = (ByteBuffer) ReflectionTestUtils.getField(channel, "netOutBuffer");
		return in.capacity() + out.capacity();
	}

}
