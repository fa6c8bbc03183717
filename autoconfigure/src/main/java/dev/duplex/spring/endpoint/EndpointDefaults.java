package dev.duplex.spring.endpoint;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;

import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.protocol.OriginPolicy;

/**
 * What every endpoint gets, and what single ones get instead.
 *
 * @param options the limits of each connection
 * @param handlerExecutor where handlers run that may block
 * @param originPolicy which pages of browsers may connect
 * @param settings what configuration says of single endpoints instead, by their ids in
 * any relaxed form
 */
public record EndpointDefaults(ConnectionOptions options, Executor handlerExecutor, OriginPolicy originPolicy,
		Map<String, EndpointSettings> settings) {

	/**
	 * Finds what is set for an endpoint. Of the forms in which its id may be written,
	 * those that several property sources use hold the same values, as Spring Boot merges
	 * them.
	 */
	EndpointSettings of(String id) {
		EndpointSettings exact = this.settings.get(id);
		if (exact != null) {
			return exact;
		}
		String uniform = RelaxedId.uniform(id);
		return this.settings.entrySet()
			.stream()
			.filter((entry) -> RelaxedId.uniform(entry.getKey()).equals(uniform))
			.map(Map.Entry::getValue)
			.findFirst()
			.orElseGet(() -> new EndpointSettings("duplex", Set.of(), this.options, null, this.originPolicy));
	}

}
