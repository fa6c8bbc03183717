package dev.duplex.spring.web;

import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.duplex.engine.HandshakeDecision;
import dev.duplex.engine.protocol.HandshakeException;
import dev.duplex.engine.protocol.HandshakeRefusal;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.protocol.Header;
import dev.duplex.engine.protocol.OpeningHandshake;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.endpoint.EndpointMatch;
import dev.duplex.spring.handshake.HandshakeFilterChain;
import org.jspecify.annotations.Nullable;

import org.springframework.util.Assert;
import org.springframework.util.StringUtils;

/**
 * What opening handshakes on a web server's port are answered with, whether servlets or
 * WebFlux hand them over.
 */
public final class SharedPortHandshake {

	private static final String HTTP_1_1 = "HTTP/1.1";

	private final WebSocketEngine engine;

	private final HandshakeFilterChain filters;

	/**
	 * Creates it.
	 * @param engine hears of refusals
	 * @param filters decide over what is well-formed
	 */
	public SharedPortHandshake(WebSocketEngine engine, HandshakeFilterChain filters) {
		this.engine = engine;
		this.filters = filters;
	}

	/**
	 * Checks a handshake that came to an endpoint's path, and decides, in the caller's
	 * thread, which the application's filters may block. A refusal is noted.
	 * @param match the endpoint
	 * @param protocol version of HTTP that the request came by, such as {@code HTTP/1.1}
	 * @param target what the request line names, as sent; {@code null} where the server
	 * has checked it
	 * @param handshake the request
	 * @param principal the authenticated user, or {@code null}
	 * @return the decision
	 */
	public HandshakeDecision decide(EndpointMatch match, String protocol, @Nullable String target,
			HandshakeRequest handshake, @Nullable Principal principal) {
		HandshakeDecision.Refuse malformed = check(match, protocol, target, handshake);
		return noted((malformed != null) ? malformed : this.filters.decide(match, handshake, principal));
	}

	/**
	 * Does the same without blocking the caller's thread.
	 * @param match the endpoint
	 * @param protocol as {@link #decide}
	 * @param target as {@link #decide}
	 * @param handshake the request
	 * @param principal the authenticated user, or {@code null}
	 * @return the decision, which may be complete already and never fails; cancelling it
	 * interrupts a filter that is asked
	 */
	public CompletableFuture<HandshakeDecision> decideAsync(EndpointMatch match, String protocol,
			@Nullable String target, HandshakeRequest handshake, @Nullable Principal principal) {
		HandshakeDecision.Refuse malformed = check(match, protocol, target, handshake);
		CompletableFuture<HandshakeDecision> decision = (malformed != null)
				? CompletableFuture.completedFuture(malformed) : this.filters.decideAsync(match, handshake, principal);
		decision.thenAccept(this::noted);
		return decision;
	}

	private HandshakeDecision noted(HandshakeDecision decision) {
		if (decision instanceof HandshakeDecision.Refuse refuse) {
			this.engine.refused(refuse);
		}
		return decision;
	}

	/**
	 * Whether a handshake came over HTTP/2 (RFC 8441), where it is answered with 200 and
	 * without the headers that HTTP/1.1 needs to change protocols.
	 * @param handshake the request
	 * @return whether its method is CONNECT
	 */
	public static boolean isExtendedConnect(HandshakeRequest handshake) {
		return handshake.method().equals("CONNECT");
	}

	private static HandshakeDecision.@Nullable Refuse check(EndpointMatch match, String protocol,
			@Nullable String target, HandshakeRequest handshake) {
		try {
			if (target != null) {
				OpeningHandshake.checkTarget(target);
			}
			checkHost(handshake);
			if (isExtendedConnect(handshake)) {
				OpeningHandshake.checkExtendedConnect(handshake);
			}
			else {
				checkVersion(protocol);
				OpeningHandshake.check(handshake);
			}
			return null;
		}
		catch (HandshakeException ex) {
			return new HandshakeDecision.Refuse(match.endpoint().name(), ex.refusal());
		}
	}

	/**
	 * An older version cannot be upgraded, and a newer one does not upgrade this way.
	 */
	private static void checkVersion(String protocol) {
		if (!HTTP_1_1.equals(protocol)) {
			throw new HandshakeException(
					HandshakeRefusal.of(505, "http_version", "WebSocket handshakes use HTTP/1.1."));
		}
	}

	/**
	 * What a container lets pass, and our own listener does not (RFC 6455 section 4.2.1).
	 */
	private static void checkHost(HandshakeRequest handshake) {
		int port = handshake.serverPort();
		if (!StringUtils.hasText(handshake.serverName()) || port < 1 || port > 0xFFFF) {
			throw new HandshakeException(HandshakeRefusal.of(400, "malformed", "Host header missing or malformed."));
		}
	}

	/**
	 * The status that accepts a handshake: over HTTP/2 there is nothing to upgrade (RFC
	 * 8441 section 5).
	 * @param handshake the request
	 * @return 101 or 200
	 */
	public static int acceptedStatus(HandshakeRequest handshake) {
		return isExtendedConnect(handshake) ? 200 : 101;
	}

	/**
	 * The headers with which HTTP/1.1 changes to WebSocket (RFC 6455 section 4.2.2).
	 * @param handshake the request
	 * @return the headers
	 */
	public static List<Header> upgradeHeaders(HandshakeRequest handshake) {
		String key = handshake.header("Sec-WebSocket-Key");
		Assert.state(key != null, "The handshake was not checked");
		return List.of(new Header("Upgrade", "websocket"), new Header("Connection", "Upgrade"),
				new Header("Sec-WebSocket-Accept", OpeningHandshake.accept(key)));
	}

	/**
	 * The headers that say what was agreed on.
	 * @param accept the decision
	 * @return the headers
	 * @throws IllegalArgumentException if one cannot be sent
	 */
	public static List<Header> negotiatedHeaders(HandshakeDecision.Accept accept) {
		List<Header> headers = new ArrayList<>(2);
		if (accept.subprotocol() != null) {
			headers.add(new Header("Sec-WebSocket-Protocol", accept.subprotocol()));
		}
		accept.headers().forEach((header) -> headers.add(header.requireSendable()));
		return headers;
	}

	/**
	 * The headers of the answer that refuses a handshake, but for the length of its body.
	 * The connection of HTTP/1.1 ends after it, so that nothing behind the request is
	 * taken for another one.
	 * @param refusal the refusal
	 * @param handshake the request
	 * @return the headers
	 */
	public static List<Header> refusalHeaders(HandshakeRefusal refusal, HandshakeRequest handshake) {
		List<Header> headers = new ArrayList<>(refusal.headers());
		if (!isExtendedConnect(handshake)) {
			boolean upgrades = headers.stream().anyMatch((header) -> header.is("Upgrade"));
			headers.add(new Header("Connection", upgrades ? "Upgrade, close" : "close"));
		}
		if (headers.stream().noneMatch((header) -> header.is("Content-Type"))) {
			headers.add(new Header("Content-Type", "text/plain;charset=UTF-8"));
		}
		return headers;
	}

}
