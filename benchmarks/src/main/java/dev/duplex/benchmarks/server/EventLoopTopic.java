package dev.duplex.benchmarks.server;

import dev.duplex.spring.Execution;
import dev.duplex.spring.WebSocketEndpoint;

/**
 * The same endpoint for handlers that never block.
 */
@WebSocketEndpoint(path = "/topic", execution = Execution.EVENT_LOOP)
class EventLoopTopic extends Topic {

}
