package dev.duplex.spring.autoconfigure;

import dev.duplex.spring.endpoint.EndpointSettings;

import org.springframework.boot.context.properties.PropertyMapper;

/**
 * What the {@link DuplexEndpointProperties} of one endpoint mean to the engine, with those
 * of all endpoints where they are not set. A value that the engine would not take is
 * refused here, by the name of its key.
 */
final class DuplexEndpointOptions {

	private final DuplexEndpointProperties own;

	private final DuplexProperties merged;

	private final DuplexOptions options;

	/**
	 * Creates the options.
	 * @param id the endpoint's id
	 * @param own what is set for it
	 * @param shared what is set for all
	 */
	DuplexEndpointOptions(String id, DuplexEndpointProperties own, DuplexProperties shared) {
		this.own = own;
		this.merged = merge(own, shared);
		this.options = new DuplexOptions("duplex.endpoints." + id + ".", this.merged, own.getIdleTimeout() != null,
				own.getHeartbeat().getInterval() != null);
	}

	EndpointSettings settings() {
		return new EndpointSettings(this.options.connection(), this.own.getExecution(), this.options.originPolicy());
	}

	boolean allowsEveryOrigin() {
		return this.own.getSecurity().getAllowedOrigins() != null
				&& this.merged.getSecurity().getAllowedOrigins().contains("*");
	}

	private static DuplexProperties merge(DuplexEndpointProperties own, DuplexProperties shared) {
		DuplexProperties merged = new DuplexProperties();
		apply(merged, shared);
		apply(merged, own);
		return merged;
	}

	private static void apply(DuplexProperties merged, DuplexProperties shared) {
		merged.setIdleTimeout(shared.getIdleTimeout());
		merged.setCloseTimeout(shared.getCloseTimeout());
		merged.getLimits().setMaxFrameSize(shared.getLimits().getMaxFrameSize());
		merged.getLimits().setMaxMessageSize(shared.getLimits().getMaxMessageSize());
		merged.getLimits().setMaxFragments(shared.getLimits().getMaxFragments());
		merged.getLimits().setMaxControlFrames(shared.getLimits().getMaxControlFrames());
		merged.getLimits().setMaxPendingMessages(shared.getLimits().getMaxPendingMessages());
		merged.getOutbound().setMaxQueueSize(shared.getOutbound().getMaxQueueSize());
		merged.getOutbound().setMaxQueueMessages(shared.getOutbound().getMaxQueueMessages());
		merged.getOutbound().setSendTimeout(shared.getOutbound().getSendTimeout());
		merged.getCompression().setEnabled(shared.getCompression().isEnabled());
		merged.getCompression().setLevel(shared.getCompression().getLevel());
		merged.getCompression().setMinSize(shared.getCompression().getMinSize());
		merged.getCompression().setContextTakeover(shared.getCompression().isContextTakeover());
		merged.getHeartbeat().setInterval(shared.getHeartbeat().getInterval());
		merged.getHeartbeat().setTimeout(shared.getHeartbeat().getTimeout());
		merged.getSecurity().setAllowedOrigins(shared.getSecurity().getAllowedOrigins());
		merged.getSecurity().setRequireOrigin(shared.getSecurity().isRequireOrigin());
	}

	private static void apply(DuplexProperties merged, DuplexEndpointProperties own) {
		PropertyMapper map = PropertyMapper.get();
		map.from(own::getIdleTimeout).to(merged::setIdleTimeout);
		map.from(own::getCloseTimeout).to(merged::setCloseTimeout);
		map.from(own.getLimits()::getMaxFrameSize).to(merged.getLimits()::setMaxFrameSize);
		map.from(own.getLimits()::getMaxMessageSize).to(merged.getLimits()::setMaxMessageSize);
		map.from(own.getLimits()::getMaxFragments).to(merged.getLimits()::setMaxFragments);
		map.from(own.getLimits()::getMaxControlFrames).to(merged.getLimits()::setMaxControlFrames);
		map.from(own.getLimits()::getMaxPendingMessages).to(merged.getLimits()::setMaxPendingMessages);
		map.from(own.getOutbound()::getMaxQueueSize).to(merged.getOutbound()::setMaxQueueSize);
		map.from(own.getOutbound()::getMaxQueueMessages).to(merged.getOutbound()::setMaxQueueMessages);
		map.from(own.getOutbound()::getSendTimeout).to(merged.getOutbound()::setSendTimeout);
		map.from(own.getCompression()::getEnabled).to(merged.getCompression()::setEnabled);
		map.from(own.getCompression()::getLevel).to(merged.getCompression()::setLevel);
		map.from(own.getCompression()::getMinSize).to(merged.getCompression()::setMinSize);
		map.from(own.getCompression()::getContextTakeover).to(merged.getCompression()::setContextTakeover);
		map.from(own.getHeartbeat()::getInterval).to(merged.getHeartbeat()::setInterval);
		map.from(own.getHeartbeat()::getTimeout).to(merged.getHeartbeat()::setTimeout);
		map.from(own.getSecurity()::getAllowedOrigins).to(merged.getSecurity()::setAllowedOrigins);
		map.from(own.getSecurity()::getRequireOrigin).to(merged.getSecurity()::setRequireOrigin);
	}

}
