package dev.duplex.spring.metrics;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Opening handshakes by outcome and reason. The engine's reasons are few; an application
 * may refuse with others, so their number is limited.
 */
final class HandshakeMeters {

	private static final int MAX_REASONS = 32;

	private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();

	private final Map<String, List<Counter>> counters = new ConcurrentHashMap<>();

	void bindTo(MeterRegistry registry) {
		this.registries.add(registry);
	}

	void accepted() {
		increment("accepted", "none");
	}

	void refused(String reason) {
		increment("refused", reason);
	}

	void aborted(String cause) {
		increment("aborted", cause);
	}

	private void increment(String outcome, String reason) {
		List<Counter> known = this.counters.get(key(outcome, reason));
		if (known == null) {
			String limited = (this.counters.size() < MAX_REASONS) ? reason : "other";
			known = this.counters.computeIfAbsent(key(outcome, limited), (key) -> register(outcome, limited));
		}
		known.forEach(Counter::increment);
	}

	private static String key(String outcome, String reason) {
		return outcome + ' ' + reason;
	}

	private List<Counter> register(String outcome, String reason) {
		return this.registries.stream()
			.map((registry) -> Counter.builder("duplex.handshakes")
				.description("Opening handshakes, by what became of them")
				.tags("outcome", outcome, "reason", reason)
				.register(registry))
			.toList();
	}

}
