package dev.duplex.spring.endpoint;

import java.util.Map;
import java.util.concurrent.Executor;

import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.protocol.OriginPolicy;

/**
 * What every endpoint bean gets, unless it says otherwise.
 *
 * @param options the limits of each connection
 * @param handlerExecutor where handlers run that may block
 * @param originPolicy which pages of browsers may connect
 * @param settings what configuration says of single endpoints instead, by their ids
 */
public record EndpointDefaults(ConnectionOptions options, Executor handlerExecutor, OriginPolicy originPolicy,
		Map<String, EndpointSettings> settings) {

	EndpointSettings of(String id) {
		EndpointSettings own = this.settings.get(id);
		return (own != null) ? own : new EndpointSettings(this.options, null, this.originPolicy);
	}

}
