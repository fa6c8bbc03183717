package dev.duplex.spring.endpoint;

import java.util.Set;

import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.protocol.OriginPolicy;
import dev.duplex.spring.Execution;
import org.jspecify.annotations.Nullable;

/**
 * What configuration says of one endpoint, which goes before what its annotation says and
 * what every endpoint gets.
 *
 * @param key what its properties begin with, such as {@code duplex.endpoints.chat}
 * @param ownKeys the rest of those that are set
 * @param options the limits of each connection
 * @param execution where handlers run, or {@code null} for where the annotation says
 * @param originPolicy which pages of browsers may connect
 */
public record EndpointSettings(String key, Set<String> ownKeys, ConnectionOptions options,
		@Nullable Execution execution, OriginPolicy originPolicy) {

	/**
	 * Which property the endpoint has a setting from.
	 * @param ofAll the property of all endpoints, such as
	 * {@code duplex.limits.max-message-size}
	 * @return that, or the endpoint's own if it is set
	 */
	String property(String ofAll) {
		String rest = ofAll.substring(ofAll.indexOf('.') + 1);
		return this.ownKeys.contains(rest) ? this.key + "." + rest : ofAll;
	}

}
