package dev.duplex.sample.dashboard;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import dev.duplex.engine.Topics;
import dev.duplex.sample.dashboard.DashboardEvent.Present;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Takes a sample of the application's metrics once a second, keeps those of the last two
 * minutes, and publishes it to the dashboards.
 */
@Component
class MetricsPublisher {

	private static final int KEPT = 120;

	private final MetricsSampler sampler;

	private final Topics topics;

	private final JsonMapper json;

	private final Deque<Sample> samples = new ArrayDeque<>();

	MetricsPublisher(MetricsSampler sampler, Topics topics, JsonMapper json) {
		this.sampler = sampler;
		this.topics = topics;
		this.json = json;
	}

	@Scheduled(fixedRate = 1000)
	void publish() {
		Sample sample = this.sampler.sample();
		synchronized (this.samples) {
			this.samples.add(sample);
			if (this.samples.size() > KEPT) {
				this.samples.remove();
			}
		}
		// Encoded once, however many dashboards are open.
		this.topics.publishText(Dashboard.TOPIC, this.json.writeValueAsString(new Present(sample)));
	}

	/**
	 * The samples of the last two minutes.
	 * @return oldest first
	 */
	List<Sample> samples() {
		synchronized (this.samples) {
			return List.copyOf(this.samples);
		}
	}

}
