package dev.duplex.benchmarks.client;

/**
 * The server under load, on this machine.
 *
 * @param port its port
 * @param path the path of its echo endpoint
 */
public record Target(int port, String path) {
}
