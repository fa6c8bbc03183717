package dev.duplex.sample.dashboard;

import java.time.Duration;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Statistic;

import org.springframework.stereotype.Component;

/**
 * Reads the dashboard's figures from the meters that anybody can see in Actuator. Called
 * by one thread.
 */
@Component
class MetricsSampler {

	private final MeterRegistry meters;

	private final Rate messagesIn = new Rate();

	private final Rate messagesOut = new Rate();

	private final Rate bytesIn = new Rate();

	private final Rate bytesOut = new Rate();

	private final Rate cpuTime = new Rate();

	private long lastTime = System.nanoTime();

	MetricsSampler(MeterRegistry meters) {
		this.meters = meters;
	}

	Sample sample() {
		long time = System.nanoTime();
		double seconds = (time - this.lastTime) / (double) Duration.ofSeconds(1).toNanos();
		this.lastTime = time;
		return new Sample(System.currentTimeMillis(), gauge("duplex.connections.active"),
				this.messagesIn.of(count("duplex.messages", "received"), seconds),
				this.messagesOut.of(count("duplex.messages", "sent"), seconds),
				this.bytesIn.of(count("duplex.bytes", "received"), seconds),
				this.bytesOut.of(count("duplex.bytes", "sent"), seconds), gauge("duplex.outbound.queued"),
				gauge("jvm.memory.used", "area", "heap"), gauge("jvm.memory.max", "area", "heap"), cpu(seconds));
	}

	/**
	 * From the time used: {@code process.cpu.usage} is that since it was last read, and
	 * we are not the only ones who read it.
	 */
	private double cpu(double seconds) {
		double nanos = this.cpuTime.of(sum(Statistic.COUNT, "process.cpu.time"), seconds);
		double processors = Math.max(1, gauge("system.cpu.count"));
		return Math.min(1, nanos / Duration.ofSeconds(1).toNanos() / processors);
	}

	/**
	 * Counters have one value for each endpoint and type; the dashboard shows their sum.
	 */
	private double count(String name, String direction) {
		return sum(Statistic.COUNT, name, "direction", direction);
	}

	private double gauge(String name, String... tags) {
		return sum(Statistic.VALUE, name, tags);
	}

	private double sum(Statistic statistic, String name, String... tags) {
		double sum = 0;
		for (Meter meter : this.meters.find(name).tags(tags).meters()) {
			for (var measurement : meter.measure()) {
				// Unknown is not a number, or negative: the size of a heap region without
				// a limit, say.
				if (measurement.getStatistic() == statistic && measurement.getValue() > 0) {
					sum += measurement.getValue();
				}
			}
		}
		return sum;
	}

	/**
	 * How quickly a counter grows.
	 */
	private static final class Rate {

		private double last = Double.NaN;

		/** None the first time: what was before did not happen in these seconds. */
		double of(double count, double seconds) {
			double growth = Double.isNaN(this.last) ? 0 : Math.max(0, count - this.last);
			this.last = count;
			return growth / seconds;
		}

	}

}
