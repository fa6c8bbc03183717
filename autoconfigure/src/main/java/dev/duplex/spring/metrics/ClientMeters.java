package dev.duplex.spring.metrics;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicReferenceArray;

import dev.duplex.engine.ConnectFailedException.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * What only a client has: its handshakes and attempts to connect again, in one registry.
 */
final class ClientMeters {

	private final String endpoint;

	private final MeterRegistry registry;

	private final Counter reconnects;

	/** By reason of failure; the last for success. Resolved when first used. */
	private final AtomicReferenceArray<@Nullable Counter> handshakes = new AtomicReferenceArray<>(
			Reason.values().length + 1);

	ClientMeters(MeterRegistry registry, String endpoint) {
		this.endpoint = endpoint;
		this.registry = registry;
		this.reconnects = Counter.builder("duplex.client.reconnects")
			.description("Attempts to connect again after a connection was lost or could not be made")
			.tag("endpoint", endpoint)
			.register(registry);
	}

	MeterRegistry registry() {
		return this.registry;
	}

	void reconnecting() {
		this.reconnects.increment();
	}

	void accepted() {
		handshake(Reason.values().length, "accepted", "none").increment();
	}

	void failed(Reason reason) {
		handshake(reason.ordinal(), "failed", reason.name().toLowerCase(Locale.ROOT)).increment();
	}

	private Counter handshake(int index, String outcome, String reason) {
		Counter counter = this.handshakes.get(index);
		if (counter == null) {
			counter = Counter.builder("duplex.client.handshakes")
				.description("Attempts to connect, by what became of them")
				.tags("endpoint", this.endpoint, "outcome", outcome, "reason", reason)
				.register(this.registry);
			this.handshakes.set(index, counter);
		}
		return counter;
	}

}
