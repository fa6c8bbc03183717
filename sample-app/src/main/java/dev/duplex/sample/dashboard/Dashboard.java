package dev.duplex.sample.dashboard;

import dev.duplex.engine.WebSocketConnection;
import dev.duplex.sample.dashboard.DashboardEvent.Past;
import dev.duplex.spring.OnConnect;
import dev.duplex.spring.WebSocketEndpoint;

/**
 * Sends the past to whoever opens the dashboard; the present follows by itself, published
 * to the topic by {@link MetricsPublisher}.
 */
@WebSocketEndpoint("/dashboard")
class Dashboard {

	static final String TOPIC = "dashboard";

	private final MetricsPublisher publisher;

	Dashboard(MetricsPublisher publisher) {
		this.publisher = publisher;
	}

	@OnConnect
	Past open(WebSocketConnection connection) {
		connection.subscribe(TOPIC);
		return new Past(this.publisher.samples());
	}

}
