package dev.duplex.spring.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.CloseReason.Initiator;
import dev.duplex.engine.ConnectFailedException;
import dev.duplex.engine.ConnectFailedException.Reason;
import dev.duplex.engine.ReconnectListener;
import dev.duplex.engine.WebSocketConnection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link ReconnectReport}.
 */
@ExtendWith(OutputCaptureExtension.class)
class ReconnectReportTests {

	private static final ConnectFailedException REFUSED = new ConnectFailedException(Reason.REFUSED,
			"Cannot connect to wss://prices.example/: the server answered 503", null, null);

	private final List<String> observed = new ArrayList<>();

	private final ReconnectListener listener = mock();

	private final ReconnectReport report = new ReconnectReport("prices", List.of(this.observed::add), this.listener,
			() -> this.observed.add("ended"));

	private static CloseReason closed(int code, Initiator initiator) {
		return new CloseReason(code, "", initiator);
	}

	@Test
	void everyoneHears() {
		WebSocketConnection connection = mock();
		CloseReason lost = closed(1006, Initiator.NETWORK);
		this.report.onConnected(connection);
		this.report.onReconnecting(1, Duration.ofSeconds(3), lost, null);
		this.report.onEnded(null, REFUSED);
		then(this.listener).should().onConnected(connection);
		then(this.listener).should().onReconnecting(1, Duration.ofSeconds(3), lost, null);
		then(this.listener).should().onEnded(null, REFUSED);
		assertThat(this.observed).containsExactly("prices", "ended");
	}

	@Test
	void aLossIsAWarningWithItsCauseAndWhatFollows(CapturedOutput output) {
		this.report.onReconnecting(7, Duration.ofMillis(3460), closed(1006, Initiator.NETWORK), null);
		assertThat(output).contains("WARN")
			.contains("WebSocket client 'prices' was closed by NETWORK with 1006; connecting again in 3.5s");
	}

	@Test
	void ofFailuresInARowTheFirstIsAWarning(CapturedOutput output) {
		this.report.onReconnecting(1, Duration.ofSeconds(1), null, REFUSED);
		this.report.onReconnecting(2, Duration.ofSeconds(2), null, REFUSED);
		this.report.onReconnecting(3, Duration.ofSeconds(4), null, REFUSED);
		assertThat(output.getOut().lines().filter((line) -> line.contains("WARN"))).singleElement()
			.asString()
			.contains("WebSocket client 'prices': Cannot connect to wss://prices.example/: the server answered 503; "
					+ "connecting again in 1.0s");
	}

	@Test
	void givingUpIsAWarning(CapturedOutput output) {
		this.report.onEnded(null, REFUSED);
		this.report.onEnded(closed(1000, Initiator.REMOTE), null);
		this.report.onEnded(closed(1007, Initiator.LOCAL), null);
		assertThat(output.getOut().lines()).hasSize(3)
			.allMatch((line) -> line.contains("WARN") && line.endsWith("; not connecting again"));
	}

	@Test
	void whatTheApplicationEndsIsNoWarning(CapturedOutput output) {
		this.report.onEnded(closed(1000, Initiator.LOCAL), null);
		this.report.onEnded(closed(1001, Initiator.LOCAL), null);
		this.report.onEnded(null, new ConnectFailedException(Reason.CLOSED, "", null, null));
		this.report.onEnded(null, null);
		assertThat(output).doesNotContain("WebSocket client");
	}

	@Test
	void whatTheApplicationThrewIsShownWithItsStack(CapturedOutput output) {
		this.report.onReconnecting(1, Duration.ofSeconds(1), null, new ConnectFailedException(Reason.REQUEST,
				"Cannot connect: the request could not be supplied", null, new IllegalStateException("no token")));
		assertThat(output).contains("java.lang.IllegalStateException: no token").contains("at " + getClass().getName());
	}

	@Test
	void aPeersTextIsEscaped(CapturedOutput output) {
		this.report.onReconnecting(1, Duration.ofSeconds(1), new CloseReason(4000, "a\r\nERROR fake", Initiator.REMOTE),
				null);
		this.report.onReconnecting(1, Duration.ofSeconds(1), null,
				new ConnectFailedException(Reason.TLS, "b\u001b[31m", null, null));
		assertThat(output.getOut().lines()).hasSize(2);
		assertThat(output).contains("(a\\u000d\\u000aERROR fake)").contains("b\\u001b[31m");
	}

}
