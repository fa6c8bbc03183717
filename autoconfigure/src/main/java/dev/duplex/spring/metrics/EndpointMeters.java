package dev.duplex.spring.metrics;

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.ToLongFunction;

import dev.duplex.engine.CloseReason;
import dev.duplex.engine.CloseReason.Initiator;
import dev.duplex.engine.DropReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one endpoint, of a server or a client, in each registry.
 */
final class EndpointMeters {

	private static final String[] TYPES = { "connect", "text", "binary", "pong", "disconnect", "other" };

	private final String prefix;

	private final String endpoint;

	private final AtomicInteger active = new AtomicInteger();

	/**
	 * Replaced as a whole; an array, as a list's iterator would be garbage for each
	 * message.
	 */
	private volatile Bound[] bound = {};

	/** Meters refer to it weakly. */
	private @Nullable TrafficSource trafficSource;

	/**
	 * Creates meters.
	 * @param prefix what all names begin with, with a dot at the end
	 * @param endpoint the endpoint's name
	 */
	EndpointMeters(String prefix, String endpoint) {
		this.prefix = prefix;
		this.endpoint = endpoint;
	}

	synchronized void bindTo(MeterRegistry registry) {
		Bound[] before = this.bound;
		if (Arrays.stream(before).anyMatch((candidate) -> candidate.registry == registry)) {
			return;
		}
		Gauge.builder(this.prefix + "connections.active", this.active, AtomicInteger::get)
			.description("Connections that are open")
			.tag("endpoint", this.endpoint)
			.register(registry);
		Bound[] after = Arrays.copyOf(before, before.length + 1);
		after[before.length] = new Bound(registry);
		this.bound = after;
		if (this.trafficSource != null) {
			bindTraffic(registry, this.trafficSource);
		}
	}

	synchronized void traffic(TrafficSource source) {
		if (this.trafficSource == null) {
			this.trafficSource = source;
			for (Bound candidate : this.bound) {
				bindTraffic(candidate.registry, source);
			}
		}
	}

	private void bindTraffic(MeterRegistry registry, TrafficSource traffic) {
		bindTraffic(registry, traffic, "received", "text", (source) -> source.messagesReceived().of(true),
				(source) -> source.bytesReceived().of(true));
		bindTraffic(registry, traffic, "received", "binary", (source) -> source.messagesReceived().of(false),
				(source) -> source.bytesReceived().of(false));
		bindTraffic(registry, traffic, "sent", "text", (source) -> source.messagesSent().of(true),
				(source) -> source.bytesSent().of(true));
		bindTraffic(registry, traffic, "sent", "binary", (source) -> source.messagesSent().of(false),
				(source) -> source.bytesSent().of(false));
		for (DropReason reason : DropReason.values()) {
			FunctionCounter
				.builder(this.prefix + "outbound.dropped", traffic,
						(source) -> source.messagesDropped().applyAsLong(reason))
				.description("Messages that were dropped, as the peer did not keep up")
				.tags("endpoint", this.endpoint, "reason", reason.name().toLowerCase(Locale.ROOT))
				.register(registry);
		}
	}

	private void bindTraffic(MeterRegistry registry, TrafficSource traffic, String direction, String type,
			ToLongFunction<TrafficSource> messages, ToLongFunction<TrafficSource> bytes) {
		FunctionCounter.builder(this.prefix + "messages", traffic, messages::applyAsLong)
			.description("Messages received and sent")
			.tags("endpoint", this.endpoint, "direction", direction, "type", type)
			.register(registry);
		FunctionCounter.builder(this.prefix + "bytes", traffic, bytes::applyAsLong)
			.description("Payload bytes of messages received and sent")
			.baseUnit("bytes")
			.tags("endpoint", this.endpoint, "direction", direction, "type", type)
			.register(registry);
	}

	void opened() {
		this.active.incrementAndGet();
	}

	void closed(CloseReason reason) {
		this.active.decrementAndGet();
		for (Bound candidate : this.bound) {
			candidate.close(reason).increment();
		}
	}

	void handled(String type, long nanos, @Nullable Throwable failure) {
		int index = indexOf(type);
		for (Bound candidate : this.bound) {
			candidate.timer(index, failure == null).record(nanos, TimeUnit.NANOSECONDS);
		}
	}

	private static int indexOf(String type) {
		for (int i = 0; i < TYPES.length; i++) {
			if (TYPES[i].equals(type)) {
				return i;
			}
		}
		return TYPES.length - 1;
	}

	/**
	 * The meters in one registry, resolved when they are first used and kept.
	 */
	private final class Bound {

		private final MeterRegistry registry;

		private final AtomicReferenceArray<@Nullable Timer> timers = new AtomicReferenceArray<>(2 * TYPES.length);

		private final AtomicReferenceArray<@Nullable Counter> closes = new AtomicReferenceArray<>(
				CloseCodes.COUNT * Initiator.values().length);

		Bound(MeterRegistry registry) {
			this.registry = registry;
		}

		Timer timer(int type, boolean success) {
			int index = 2 * type + (success ? 0 : 1);
			Timer timer = this.timers.get(index);
			if (timer == null) {
				timer = Timer.builder(EndpointMeters.this.prefix + "message.handling")
					.description("Time that handlers take, with reading the message and encoding the reply")
					.tags("endpoint", EndpointMeters.this.endpoint, "type", TYPES[type], "outcome",
							success ? "success" : "error")
					.register(this.registry);
				this.timers.set(index, timer);
			}
			return timer;
		}

		Counter close(CloseReason reason) {
			int code = CloseCodes.indexOf(reason.code());
			int index = reason.initiator().ordinal() * CloseCodes.COUNT + code;
			Counter counter = this.closes.get(index);
			if (counter == null) {
				counter = Counter.builder(EndpointMeters.this.prefix + "closes")
					.description("Connections that ended")
					.tags("endpoint", EndpointMeters.this.endpoint, "code", CloseCodes.name(code), "initiator",
							reason.initiator().name().toLowerCase(Locale.ROOT))
					.register(this.registry);
				this.closes.set(index, counter);
			}
			return counter;
		}

	}

}
