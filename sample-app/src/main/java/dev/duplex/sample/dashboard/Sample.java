package dev.duplex.sample.dashboard;

/**
 * How the application was at a moment, and what it did in the second before.
 *
 * @param at when, in milliseconds since 1970
 * @param connections open WebSocket connections
 * @param messagesIn messages received, a second
 * @param messagesOut messages sent, a second
 * @param bytesIn bytes received, a second
 * @param bytesOut bytes sent, a second
 * @param queuedBytes what waits to be sent
 * @param heapUsed bytes of the heap in use
 * @param heapMax bytes that the heap may grow to
 * @param cpu share of the machine's processors that the process uses, 0 to 1
 */
record Sample(long at, double connections, double messagesIn, double messagesOut, double bytesIn, double bytesOut,
		double queuedBytes, double heapUsed, double heapMax, double cpu) {

}
