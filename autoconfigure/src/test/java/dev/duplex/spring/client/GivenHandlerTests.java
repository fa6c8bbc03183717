package dev.duplex.spring.client;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.CloseReason.Initiator;
import dev.duplex.engine.ConnectionHandler;
import dev.duplex.engine.PartialMessageHandler;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.spring.endpoint.HandlerObserver;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyBoolean;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link GivenHandler}.
 */
class GivenHandlerTests {

	private static final CloseReason REASON = new CloseReason(1000, "", Initiator.REMOTE);

	private final WebSocketConnection connection = mock();

	private final ByteBuffer data = ByteBuffer.allocate(1);

	private final List<String> observed = new ArrayList<>();

	private final HandlerObserver observer = new HandlerObserver() {

		@Override
		public void handled(String endpoint, String type, long nanos, @Nullable Throwable failure) {
			throw new AssertionError("a server's");
		}

		@Override
		public void handledByClient(String id, String type, long nanos, @Nullable Throwable failure) {
			GivenHandlerTests.this.observed.add(type + ((failure != null) ? " " + failure.getMessage() : ""));
		}

	};

	private ConnectionHandler watched(ConnectionHandler handler, HandlerObserver to) {
		return GivenHandler.of("prices", handler, to, () -> this.observed.add("closed"));
	}

	private void callAll(ConnectionHandler handler) throws Exception {
		handler.onOpen(this.connection);
		handler.onText(this.connection, this.data);
		handler.onBinary(this.connection, this.data);
		handler.onPong(this.connection, this.data);
		handler.onClose(this.connection, REASON);
	}

	@Test
	void passesEveryEventOnAndIsObserved() throws Exception {
		ConnectionHandler handler = mock();
		callAll(watched(handler, this.observer));
		then(handler).should().onOpen(this.connection);
		then(handler).should().onText(this.connection, this.data);
		then(handler).should().onBinary(this.connection, this.data);
		then(handler).should().onPong(this.connection, this.data);
		then(handler).should().onClose(this.connection, REASON);
		assertThat(this.observed).containsExactly("connect", "text", "binary", "pong", "closed", "disconnect");
	}

	@Test
	void withoutAnObserverItIsTheSame() throws Exception {
		ConnectionHandler handler = mock();
		callAll(watched(handler, HandlerObserver.none()));
		then(handler).should().onClose(this.connection, REASON);
		assertThat(this.observed).containsExactly("closed");
	}

	@Test
	void failuresGoOnAndAreObserved() throws Exception {
		ConnectionHandler handler = mock();
		willThrow(new IllegalStateException("a")).given(handler).onText(any(), any(ByteBuffer.class));
		willThrow(new IllegalStateException("b")).given(handler).onClose(any(), any());
		given(handler.onError(any(), any())).willReturn(true);
		ConnectionHandler watched = watched(handler, this.observer);
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> watched.onText(this.connection, this.data));
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> watched.onClose(this.connection, REASON));
		assertThat(watched.onError(this.connection, new IllegalStateException())).isTrue();
		assertThat(this.observed).containsExactly("text a", "disconnect b", "closed");
	}

	@Test
	void anObserverThatFailsEndsNothing() throws Exception {
		ConnectionHandler handler = mock();
		HandlerObserver failing = mock();
		willThrow(new IllegalStateException()).given(failing).handledByClient(any(), any(), anyLong(), any());
		watched(handler, failing).onOpen(this.connection);
		then(failing).should().handledByClient(any(), any(), anyLong(), any());
		then(handler).should().onOpen(this.connection);
	}

	@Test
	void partsStayParts() throws Exception {
		PartialMessageHandler handler = mock();
		willThrow(new IllegalStateException("a")).given(handler).onBinaryPart(any(), any(), anyBoolean());
		PartialMessageHandler watched = (PartialMessageHandler) watched(handler, this.observer);
		watched.onTextPart(this.connection, this.data, true);
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> watched.onBinaryPart(this.connection, this.data, false));
		then(handler).should().onTextPart(this.connection, this.data, true);
		then(handler).should().onBinaryPart(this.connection, this.data, false);
		assertThat(this.observed).containsExactly("text", "binary a");
		assertThat(watched(mock(ConnectionHandler.class), this.observer)).isNotInstanceOf(PartialMessageHandler.class);
	}

}
