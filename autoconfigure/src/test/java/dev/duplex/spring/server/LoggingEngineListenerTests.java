package dev.duplex.spring.server;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

import javax.net.ssl.SSLException;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.CloseReason.Initiator;
import dev.duplex.engine.ConnectFailedException;
import dev.duplex.engine.ConnectFailedException.Reason;
import dev.duplex.engine.Limit;
import dev.duplex.engine.OverflowPolicy;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.engine.protocol.HandshakeRefusal;
import dev.duplex.engine.protocol.HandshakeRequest;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.UrlResource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link LoggingEngineListener}.
 */
@ExtendWith(OutputCaptureExtension.class)
class LoggingEngineListenerTests {

	private final Logger logger = (Logger) LoggerFactory.getLogger(LoggingEngineListener.class);

	private final LoggingEngineListener listener = new LoggingEngineListener();

	@BeforeEach
	void debug() {
		this.logger.setLevel(Level.DEBUG);
	}

	@AfterEach
	void reset() {
		this.logger.setLevel(null);
	}

	@ParameterizedTest
	@CsvSource({ "FRAME_SIZE,65536,duplex.limits.max-frame-size=64KB",
			"MESSAGE_SIZE,65536,duplex.limits.max-message-size=64KB",
			"MESSAGE_SIZE,2097152,duplex.limits.max-message-size=2MB",
			"MESSAGE_SIZE,1000,duplex.limits.max-message-size=1000B", "FRAGMENTS,1024,duplex.limits.max-fragments=1024",
			"CONTROL_FRAMES,1000,duplex.limits.max-control-frames=1000",
			"SEND_QUEUE_BYTES,524288,duplex.outbound.max-queue-size=512KB",
			"SEND_QUEUE_MESSAGES,1024,duplex.outbound.max-queue-messages=1024",
			"SEND_TIMEOUT,10000,duplex.outbound.send-timeout=10s" })
	void aPassedLimitIsAWarningThatNamesThePropertyAndItsValue(Limit limit, long configured, String expected,
			CapturedOutput output) {
		this.listener.onLimit(connection("/rooms/lobby"), limit, configured);
		assertThat(output).contains("WARN").contains(expected).contains("/rooms/{room}");
	}

	@Test
	void thePropertyOfTheEndpointIsNamedWhereItIsInEffect(CapturedOutput output) {
		LoggingEngineListener listener = new LoggingEngineListener((endpoint, property) -> endpoint + " " + property);
		listener.onLimit(connection("/rooms/lobby"), Limit.FRAGMENTS, 7);
		assertThat(output).contains("than /rooms/{room} duplex.limits.max-fragments=7");
		listener.onRefused("/a", HandshakeRefusal.of(403, "origin", "This origin is not allowed to connect."));
		assertThat(output).contains("add its origin to /a duplex.security.allowed-origins");
	}

	@Test
	void aConnectionThatDropsMessagesIsAWarning(CapturedOutput output) {
		this.listener.onDrop(connection("/rooms/lobby"), OverflowPolicy.DROP_OLDEST, Limit.SEND_QUEUE_BYTES, 524288);
		assertThat(output).contains("WARN")
			.contains("/rooms/{room}")
			.contains("drops messages (drop-oldest)")
			.contains("duplex.outbound.max-queue-size=512KB");
	}

	@Test
	void aRefusedOriginIsAWarningOnceForEachEndpoint(CapturedOutput output) {
		HandshakeRefusal refusal = HandshakeRefusal.of(403, "origin", "This origin is not allowed to connect.");
		this.listener.onRefused("/a", refusal);
		this.listener.onRefused("/a", refusal);
		this.listener.onRefused("/b", refusal);
		assertThat(output.getOut().split("duplex.security.allowed-origins", -1)).hasSize(3);
	}

	@ParameterizedTest
	@EnumSource(value = Limit.class, names = { "PONG_TIMEOUT", "IDLE_TIMEOUT", "CLOSE_TIMEOUT" })
	void aPeerThatGotLostIsNoWarning(Limit limit, CapturedOutput output) {
		this.listener.onLimit(connection("/rooms/lobby"), limit, 1500);
		assertThat(output).doesNotContain("WARN").contains("DEBUG").contains("=1500ms");
	}

	@ParameterizedTest
	@EnumSource(Limit.class)
	void everyPropertyThatIsNamedExists(Limit limit) throws Exception {
		assertThat(getClass().getClassLoader().resources("META-INF/spring-configuration-metadata.json"))
			.anySatisfy((url) -> assertThat(new UrlResource(url).getContentAsString(StandardCharsets.UTF_8))
				.contains('"' + LoggingEngineListener.property(limit) + '"'));
	}

	@ParameterizedTest
	@CsvSource({ "FRAME_SIZE,65536,duplex.client.prices.limits.max-frame-size=64KB",
			"SEND_QUEUE_MESSAGES,1024,duplex.client.prices.outbound.max-queue-messages=1024",
			"SEND_TIMEOUT,10000,duplex.client.prices.outbound.send-timeout=10s",
			"IDLE_TIMEOUT,60000,duplex.client.prices.idle-timeout=60s" })
	void aLimitOfAClientIsItsOwnProperty(Limit limit, long configured, String expected, CapturedOutput output) {
		this.listener.onLimit(client(), limit, configured);
		assertThat(output).contains(expected).contains("of client prices (path /stream,");
	}

	@ParameterizedTest
	@EnumSource(Limit.class)
	void everyPropertyOfAClientThatIsNamedExists(Limit limit) throws Exception {
		String location = "META-INF/spring/configuration-metadata/dev.duplex.spring.autoconfigure.DuplexClientProperties.json";
		String key = LoggingEngineListener.property(limit).substring("duplex.".length());
		assertThat(new ClassPathResource(location).getContentAsString(StandardCharsets.UTF_8))
			.contains('"' + key + '"');
	}

	@Test
	void whatBecomesOfAClientIsForThoseWhoDebug(CapturedOutput output) {
		WebSocketConnection client = client();
		this.listener.onConnected(client);
		this.listener.onConnectFailed("prices", new ConnectFailedException(Reason.TLS,
				"Cannot connect: no name\r\nERROR fake", null, new SSLException("x")));
		this.listener.onClosed(client, new CloseReason(4000, "a\nb", Initiator.REMOTE));
		assertThat(output.getOut().lines()).hasSize(3)
			.allMatch((line) -> line.contains("DEBUG") && line.contains("prices"))
			.noneMatch((line) -> line.contains("WARN"));
		assertThat(output)
			.contains(
					"Client prices: Cannot connect: no name\\u000d\\u000aERROR fake " + "(javax.net.ssl.SSLException)")
			.contains("(a\\u000ab)");
	}

	private static WebSocketConnection client() {
		WebSocketConnection client = connection("/stream");
		given(client.isClient()).willReturn(true);
		given(client.endpoint()).willReturn("prices");
		return client;
	}

	@Test
	void whatPeersDoWrongIsForThoseWhoDebug(CapturedOutput output) {
		this.listener.onProtocolError(connection("/rooms/lobby"), 1002, "reserved bit");
		this.listener.onRefused("/rooms/{room}", HandshakeRefusal.of(400, "malformed", "no"));
		this.listener.onHandshakeAborted("timeout");
		assertThat(output.getOut().lines()).hasSize(3).allMatch((line) -> line.contains("DEBUG"));
	}

	@ParameterizedTest
	@CsvSource({ "untrusted_proxy,add its address to duplex.server.trusted-proxies",
			"proxy_header,or set duplex.server.proxy-protocol=off" })
	void whatIsWrongWithAProxyIsExplainedOnce(String cause, String explanation, CapturedOutput output) {
		this.logger.setLevel(Level.WARN);
		this.listener.onHandshakeAborted(cause);
		this.listener.onHandshakeAborted(cause);
		assertThat(output.toString().split(explanation, -1)).hasSize(2);
	}

	@Test
	void aFailedHandlerIsAnErrorWithItsStackTrace(CapturedOutput output) {
		this.listener.onHandlerFailure(connection("/rooms/lobby"), new IllegalStateException("broken"));
		assertThat(output).contains("ERROR")
			.containsOnlyOnce("java.lang.IllegalStateException: broken")
			.contains("at " + getClass().getName());
	}

	@Test
	void aFailedConditionIsAnErrorWithItsStackTrace(CapturedOutput output) {
		this.listener.onConditionFailure(connection("/rooms/lobby"), new IllegalStateException("broken"));
		assertThat(output).contains("ERROR")
			.contains("did not get a message: the condition it was published with failed")
			.containsOnlyOnce("java.lang.IllegalStateException: broken");
	}

	@Test
	void textOfAPeerIsEscapedAndCut(CapturedOutput output) {
		String evil = "/a\r\nERROR fake\u001b[31m\u2028\u202e\u0000" + "x".repeat(500);
		this.listener.onLimit(connection(evil), Limit.MESSAGE_SIZE, 1);
		this.listener.onClosed(connection(evil), new CloseReason(4000, evil, Initiator.REMOTE));
		assertThat(output.getOut().lines()).hasSize(2)
			.allMatch((line) -> line.contains("/a\\u000d\\u000aERROR fake\\u001b[31m\\u2028\\u202e\\u0000xxx"))
			.noneMatch((line) -> line.contains("x".repeat(128)))
			.noneMatch((line) -> line.chars().anyMatch((c) -> c < ' ' || c == 0x2028 || c == 0x202e));
	}

	@Test
	void anExceptionCarriesNoControlCharacterOfAPeer(CapturedOutput output) {
		Exception cause = new NumberFormatException("For input string: \"1\r\nERROR fake\"");
		cause.addSuppressed(new IllegalStateException("\u001b[31m"));
		this.listener.onHandlerFailure(connection("/rooms/lobby"), new IllegalArgumentException("bad", cause));
		assertThat(output).contains("java.lang.IllegalArgumentException: bad")
			.contains("java.lang.NumberFormatException: For input string: \"1\\u000d\\u000aERROR fake\"")
			.contains("java.lang.IllegalStateException: \\u001b[31m")
			.contains("at " + getClass().getName())
			.doesNotContain("\nERROR fake");
	}

	@Test
	void anExceptionThatIsItsOwnCauseIsLogged(CapturedOutput output) {
		Exception first = new IllegalStateException("a\nb");
		Exception second = new IllegalStateException("second", first);
		first.initCause(second);
		this.listener.onHandlerFailure(connection("/rooms/lobby"), first);
		assertThat(output).contains("java.lang.IllegalStateException: a\\u000ab");
	}

	private static WebSocketConnection connection(String path) {
		WebSocketConnection connection = mock();
		InetSocketAddress peer = new InetSocketAddress("127.0.0.1", 4711);
		given(connection.id()).willReturn("0123456789abcdef");
		given(connection.endpoint()).willReturn("/rooms/{room}");
		given(connection.remoteAddress()).willReturn(peer);
		given(connection.handshake())
			.willReturn(new HandshakeRequest("GET", path, null, List.of(), false, "localhost", 80, peer));
		return connection;
	}

}
