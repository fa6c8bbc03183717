package dev.duplex.spring.endpoint;

import dev.duplex.engine.ConnectionOptions;
import dev.duplex.engine.protocol.OriginPolicy;
import dev.duplex.spring.Execution;
import org.jspecify.annotations.Nullable;

/**
 * What configuration says of one endpoint, which goes before what its annotation says and
 * what every endpoint gets.
 *
 * @param options the limits of each connection
 * @param execution where handlers run, or {@code null} for where the annotation says
 * @param originPolicy which pages of browsers may connect
 */
public record EndpointSettings(ConnectionOptions options, @Nullable Execution execution, OriginPolicy originPolicy) {

}
