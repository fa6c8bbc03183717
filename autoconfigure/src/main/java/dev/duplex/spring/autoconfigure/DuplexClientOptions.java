package dev.duplex.spring.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import dev.duplex.engine.ClientTls;
import dev.duplex.engine.CompressionOptions;
import dev.duplex.engine.ConnectRequest;
import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.HttpProxy;
import dev.duplex.engine.ReconnectPolicy;
import dev.duplex.engine.protocol.ClientOpeningHandshake;
import dev.duplex.engine.protocol.Header;
import dev.duplex.spring.client.ClientSettings;
import dev.duplex.spring.client.SslBundleClientTls;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.ssl.SslBundles;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * What the {@link DuplexClientProperties} of one client mean to the engine, with those of
 * all servers where they are not set. A value that the engine would not take is refused
 * here, by the name of its key.
 */
final class DuplexClientOptions {

	private static final int MAX_PORT = 65535;

	private static final int MAX_MULTIPLIER = 100;

	private final String key;

	private final PropertyCheck check;

	private final DuplexClientProperties properties;

	private final DuplexProperties shared;

	/**
	 * Creates the options.
	 * @param id the client's id
	 * @param properties what is set for it
	 * @param shared what is set for all
	 */
	DuplexClientOptions(String id, DuplexClientProperties properties, DuplexProperties shared) {
		this.key = "duplex.client." + id;
		this.check = new PropertyCheck(this.key + ".");
		this.properties = properties;
		this.shared = shared;
	}

	ClientSettings settings(@Nullable SslBundles bundles) {
		checkHeaders();
		return new ClientSettings(this.key, url(), this.properties.getHeaders(), subprotocols(),
				this.check.positive("connect-timeout", this.properties.getConnectTimeout()), maxRedirects(), proxy(),
				tls(bundles), connection(), this.properties.getExecution(), this.properties.getReconnect().isEnabled(),
				reconnectPolicy(), this.properties.isAutoStartup());
	}

	/**
	 * A URL with placeholders is checked when they are resolved.
	 */
	private @Nullable String url() {
		String url = this.properties.getUrl();
		if (!StringUtils.hasText(url)) {
			return null;
		}
		if (!url.contains("${")) {
			try {
				ConnectRequest.to(url);
			}
			catch (IllegalArgumentException ex) {
				throw this.check.invalid("url", ClientSettings.withoutSecrets(url), ex.getMessage() + ".");
			}
		}
		return url;
	}

	/**
	 * Names the header only, as its value may be a secret.
	 */
	private void checkHeaders() {
		this.properties.getHeaders().forEach((name, value) -> {
			try {
				ClientOpeningHandshake.requireAllowed(new Header(name, value));
			}
			catch (IllegalArgumentException ex) {
				throw this.check.invalid("headers", name, StringUtils.capitalize(ex.getMessage()) + ".");
			}
		});
	}

	private List<String> subprotocols() {
		List<String> subprotocols = this.properties.getSubprotocols();
		try {
			ClientOpeningHandshake.requireOfferable(subprotocols);
		}
		catch (IllegalArgumentException ex) {
			throw this.check.invalid("subprotocols", String.join(",", subprotocols),
					StringUtils.capitalize(ex.getMessage()) + ".");
		}
		return subprotocols;
	}

	private int maxRedirects() {
		int maxRedirects = this.properties.getMaxRedirects();
		this.check.require(maxRedirects >= 0, "max-redirects", maxRedirects, "It must be 0 or more.");
		return maxRedirects;
	}

	private @Nullable HttpProxy proxy() {
		DuplexClientProperties.Proxy proxy = this.properties.getProxy();
		String host = proxy.getHost();
		Integer port = proxy.getPort();
		String user = proxy.getUser();
		if (!StringUtils.hasText(host)) {
			this.check.require(port == null && user == null && proxy.getPassword() == null, "proxy.host", host,
					"It must be set where others of the proxy are.");
			return null;
		}
		if (port == null || port < 1 || port > MAX_PORT) {
			throw this.check.invalid("proxy.port", port, "It must be from 1 to 65535.");
		}
		this.check.require(user != null || proxy.getPassword() == null, "proxy.user", null,
				"It must be set where the proxy's password is.");
		this.check.require(user == null || user.indexOf(':') < 0, "proxy.user", user,
				"It must not have a colon (RFC 7617 section 2).");
		return new HttpProxy(host, port, user, proxy.getPassword());
	}

	private @Nullable Supplier<ClientTls> tls(@Nullable SslBundles bundles) {
		String bundle = this.properties.getSsl().getBundle();
		if (!StringUtils.hasText(bundle)) {
			return null;
		}
		return new SslBundleClientTls(SslBundleNames.require(bundles, this.key + ".ssl.bundle", bundle), bundle);
	}

	private ReconnectPolicy reconnectPolicy() {
		DuplexClientProperties.Reconnect reconnect = this.properties.getReconnect();
		Duration firstDelay = reconnect.getFirstDelay();
		double multiplier = reconnect.getMultiplier();
		double jitter = reconnect.getJitter();
		this.check.require(!firstDelay.isNegative(), "reconnect.first-delay", firstDelay, "It must not be negative.");
		this.check.notTooLong("reconnect.first-delay", firstDelay);
		Duration initialDelay = this.check.positive("reconnect.initial-delay", reconnect.getInitialDelay());
		Duration maxDelay = this.check.positive("reconnect.max-delay", reconnect.getMaxDelay());
		this.check.require(maxDelay.compareTo(initialDelay) >= 0, "reconnect.max-delay", maxDelay,
				"It must be at least as long as reconnect.initial-delay.");
		this.check.require(multiplier >= 1 && multiplier <= MAX_MULTIPLIER, "reconnect.multiplier", multiplier,
				"It must be from 1 to 100.");
		this.check.require(jitter >= 0 && jitter <= 1, "reconnect.jitter", jitter, "It must be from 0 to 1.");
		return new ReconnectPolicy(firstDelay, initialDelay, multiplier, maxDelay, jitter,
				this.check.limited("reconnect.max-attempts", reconnect.getMaxAttempts()));
	}

	private ConnectionOptions connection() {
		DuplexClientProperties.Limits limits = this.properties.getLimits();
		DuplexProperties.Limits sharedLimits = this.shared.getLimits();
		DuplexClientProperties.Outbound outbound = this.properties.getOutbound();
		DuplexProperties.Outbound sharedOutbound = this.shared.getOutbound();
		checkIdleTimeout();
		return ConnectionOptions.defaults()
			.toBuilder()
			.maxFrameSize(this.check.limitedBytes("limits.max-frame-size",
					set(limits.getMaxFrameSize(), sharedLimits.getMaxFrameSize())))
			.maxMessageSize(messageSize(set(limits.getMaxMessageSize(), sharedLimits.getMaxMessageSize())))
			.maxFragments(this.check.limited("limits.max-fragments",
					set(limits.getMaxFragments(), sharedLimits.getMaxFragments())))
			.maxControlFrames(this.check.limited("limits.max-control-frames",
					set(limits.getMaxControlFrames(), sharedLimits.getMaxControlFrames())))
			.maxPendingMessages(this.check.atLeastOne("limits.max-pending-messages",
					set(limits.getMaxPendingMessages(), sharedLimits.getMaxPendingMessages())))
			.sendQueueBytes(this.check.limitedBytes("outbound.max-queue-size",
					set(outbound.getMaxQueueSize(), sharedOutbound.getMaxQueueSize())))
			.sendQueueMessages(this.check.limited("outbound.max-queue-messages",
					set(outbound.getMaxQueueMessages(), sharedOutbound.getMaxQueueMessages())))
			.sendTimeout(this.check.positiveOrOff("outbound.send-timeout",
					set(outbound.getSendTimeout(), sharedOutbound.getSendTimeout())))
			.pingInterval(this.check.positiveOrOff("heartbeat.interval", interval()))
			.pongTimeout(this.check.positiveOrOff("heartbeat.timeout", timeout()))
			.idleTimeout(this.check.positiveOrOff("idle-timeout", idleTimeout()))
			.closeTimeout(this.check.positive("close-timeout",
					set(this.properties.getCloseTimeout(), this.shared.getCloseTimeout())))
			.overflow(set(outbound.getOverflow(), sharedOutbound.getOverflow()))
			.compression(compression())
			.build();
	}

	private int messageSize(DataSize size) {
		return (size.toBytes() == -1) ? -1 : this.check.messageSize("limits.max-message-size", size);
	}

	private Duration idleTimeout() {
		return set(this.properties.getIdleTimeout(), this.shared.getIdleTimeout());
	}

	private Duration interval() {
		return set(this.properties.getHeartbeat().getInterval(), this.shared.getHeartbeat().getInterval());
	}

	private Duration timeout() {
		return set(this.properties.getHeartbeat().getTimeout(), this.shared.getHeartbeat().getTimeout());
	}

	private void checkIdleTimeout() {
		this.check.idleTimeout(idleTimeout(), interval(), timeout(), this.properties.getIdleTimeout() != null,
				this.properties.getHeartbeat().getInterval() != null);
	}

	private @Nullable CompressionOptions compression() {
		DuplexClientProperties.Compression compression = this.properties.getCompression();
		DuplexProperties.Compression sharedCompression = this.shared.getCompression();
		int level = this.check.compressionLevel("compression.level",
				set(compression.getLevel(), sharedCompression.getLevel()));
		int minSize = this.check.bytesOrNone("compression.min-size",
				set(compression.getMinSize(), sharedCompression.getMinSize()));
		return set(compression.getEnabled(), sharedCompression.isEnabled()) ? new CompressionOptions(level, minSize,
				set(compression.getContextTakeover(), sharedCompression.isContextTakeover())) : null;
	}

	private static <T> T set(@Nullable T own, T shared) {
		return Objects.requireNonNullElse(own, shared);
	}

}
