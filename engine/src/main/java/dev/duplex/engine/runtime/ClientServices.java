package dev.duplex.engine.runtime;

import java.util.concurrent.Executor;

/**
 * What the connects of a client share.
 *
 * @param resolver where host names are looked up, which blocks
 * @param suppliers where requests are supplied, which may block
 * @param gate lets one connect to a server at a time
 */
record ClientServices(Executor resolver, Executor suppliers, ConnectGate gate) {
}
