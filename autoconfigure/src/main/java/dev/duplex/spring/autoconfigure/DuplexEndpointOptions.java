package dev.duplex.spring.autoconfigure;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

import dev.duplex.spring.endpoint.EndpointSettings;
import dev.duplex.spring.endpoint.RelaxedId;
import org.jspecify.annotations.Nullable;

/**
 * What the {@link DuplexEndpointProperties} of one endpoint mean to the engine, with
 * those of all endpoints where they are not set. A value that the engine would not take
 * is refused here, by the name of its key.
 */
final class DuplexEndpointOptions {

	private final String key;

	private final DuplexEndpointProperties own;

	private final DuplexProperties merged = new DuplexProperties();

	private final Set<String> ownKeys = new HashSet<>();

	/**
	 * Creates the options.
	 * @param id the endpoint's id
	 * @param own what is set for it
	 * @param shared what is set for all
	 */
	DuplexEndpointOptions(String id, DuplexEndpointProperties own, DuplexProperties shared) {
		this.key = RelaxedId.key("duplex.endpoints", id);
		this.own = own;
		inherit(shared);
		override(own);
	}

	EndpointSettings settings() {
		DuplexOptions options = new DuplexOptions(this.key + ".", this.merged, this.ownKeys.contains("idle-timeout"),
				this.ownKeys.contains("heartbeat.interval"));
		return new EndpointSettings(this.key, Set.copyOf(this.ownKeys), options.connection(), this.own.getExecution(),
				options.originPolicy());
	}

	private void inherit(DuplexProperties shared) {
		this.merged.setIdleTimeout(shared.getIdleTimeout());
		this.merged.setCloseTimeout(shared.getCloseTimeout());
		DuplexProperties.Limits limits = this.merged.getLimits();
		limits.setMaxFrameSize(shared.getLimits().getMaxFrameSize());
		limits.setMaxMessageSize(shared.getLimits().getMaxMessageSize());
		limits.setMaxFragments(shared.getLimits().getMaxFragments());
		limits.setMaxControlFrames(shared.getLimits().getMaxControlFrames());
		limits.setMaxPendingMessages(shared.getLimits().getMaxPendingMessages());
		DuplexProperties.Outbound outbound = this.merged.getOutbound();
		outbound.setMaxQueueSize(shared.getOutbound().getMaxQueueSize());
		outbound.setMaxQueueMessages(shared.getOutbound().getMaxQueueMessages());
		outbound.setSendTimeout(shared.getOutbound().getSendTimeout());
		outbound.setOverflow(shared.getOutbound().getOverflow());
		DuplexProperties.Compression compression = this.merged.getCompression();
		compression.setEnabled(shared.getCompression().isEnabled());
		compression.setLevel(shared.getCompression().getLevel());
		compression.setMinSize(shared.getCompression().getMinSize());
		compression.setContextTakeover(shared.getCompression().isContextTakeover());
		DuplexProperties.Heartbeat heartbeat = this.merged.getHeartbeat();
		heartbeat.setInterval(shared.getHeartbeat().getInterval());
		heartbeat.setTimeout(shared.getHeartbeat().getTimeout());
		DuplexProperties.Security security = this.merged.getSecurity();
		security.setAllowedOrigins(shared.getSecurity().getAllowedOrigins());
		security.setRequireOrigin(shared.getSecurity().isRequireOrigin());
	}

	private void override(DuplexEndpointProperties own) {
		set("idle-timeout", own.getIdleTimeout(), this.merged::setIdleTimeout);
		set("close-timeout", own.getCloseTimeout(), this.merged::setCloseTimeout);
		DuplexProperties.Limits limits = this.merged.getLimits();
		set("limits.max-frame-size", own.getLimits().getMaxFrameSize(), limits::setMaxFrameSize);
		set("limits.max-message-size", own.getLimits().getMaxMessageSize(), limits::setMaxMessageSize);
		set("limits.max-fragments", own.getLimits().getMaxFragments(), limits::setMaxFragments);
		set("limits.max-control-frames", own.getLimits().getMaxControlFrames(), limits::setMaxControlFrames);
		set("limits.max-pending-messages", own.getLimits().getMaxPendingMessages(), limits::setMaxPendingMessages);
		DuplexProperties.Outbound outbound = this.merged.getOutbound();
		set("outbound.max-queue-size", own.getOutbound().getMaxQueueSize(), outbound::setMaxQueueSize);
		set("outbound.max-queue-messages", own.getOutbound().getMaxQueueMessages(), outbound::setMaxQueueMessages);
		set("outbound.send-timeout", own.getOutbound().getSendTimeout(), outbound::setSendTimeout);
		set("outbound.overflow", own.getOutbound().getOverflow(), outbound::setOverflow);
		DuplexProperties.Compression compression = this.merged.getCompression();
		set("compression.enabled", own.getCompression().getEnabled(), compression::setEnabled);
		set("compression.level", own.getCompression().getLevel(), compression::setLevel);
		set("compression.min-size", own.getCompression().getMinSize(), compression::setMinSize);
		set("compression.context-takeover", own.getCompression().getContextTakeover(), compression::setContextTakeover);
		DuplexProperties.Heartbeat heartbeat = this.merged.getHeartbeat();
		set("heartbeat.interval", own.getHeartbeat().getInterval(), heartbeat::setInterval);
		set("heartbeat.timeout", own.getHeartbeat().getTimeout(), heartbeat::setTimeout);
		DuplexProperties.Security security = this.merged.getSecurity();
		set("security.allowed-origins", own.getSecurity().getAllowedOrigins(), security::setAllowedOrigins);
		set("security.require-origin", own.getSecurity().getRequireOrigin(), security::setRequireOrigin);
	}

	private <T> void set(String key, @Nullable T value, Consumer<T> property) {
		if (value != null) {
			property.accept(value);
			this.ownKeys.add(key);
		}
	}

}
