package dev.duplex.spring.client;

import dev.duplex.engine.ConnectionHandler;
import dev.duplex.engine.DropReason;
import dev.duplex.engine.Endpoint;
import dev.duplex.engine.Traffic;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ClientTraffic}.
 */
class ClientTrafficTests {

	private final ClientTraffic traffic = new ClientTraffic();

	private static Traffic counted(int times) {
		Traffic traffic = Endpoint.builder("client", new ConnectionHandler() {
		}).build().traffic();
		for (int i = 0; i < times; i++) {
			traffic.lane(traffic).received(true, 2);
			traffic.lane(traffic).received(false, 3);
			traffic.lane(traffic).received(false, 3);
			traffic.lane(traffic).sent(true, 5);
			traffic.lane(traffic).sent(false, 7);
			traffic.dropped(DropReason.EXPIRED);
		}
		return traffic;
	}

	private void expect(int times) {
		assertThat(this.traffic.messagesReceived(true)).isEqualTo(times);
		assertThat(this.traffic.messagesReceived(false)).isEqualTo(2 * times);
		assertThat(this.traffic.messagesSent(true)).isEqualTo(times);
		assertThat(this.traffic.messagesSent(false)).isEqualTo(times);
		assertThat(this.traffic.bytesReceived(true)).isEqualTo(2 * times);
		assertThat(this.traffic.bytesReceived(false)).isEqualTo(6 * times);
		assertThat(this.traffic.bytesSent(true)).isEqualTo(5 * times);
		assertThat(this.traffic.bytesSent(false)).isEqualTo(7 * times);
		assertThat(this.traffic.messagesDropped(DropReason.EXPIRED)).isEqualTo(times);
		assertThat(this.traffic.messagesDropped(DropReason.CLOSE)).isZero();
	}

	@Test
	void addsUpAllConnections() {
		expect(0);
		this.traffic.add(counted(1));
		this.traffic.add(counted(2));
		expect(3);
	}

	@Test
	void keepsWhatHasEnded() {
		Traffic first = counted(1);
		this.traffic.add(first);
		this.traffic.add(counted(2));
		this.traffic.remove(first);
		expect(3);
		this.traffic.remove(first);
		expect(3);
		this.traffic.add(counted(1));
		expect(4);
	}

	@Test
	void whatWasAddedTwiceIsCountedOnce() {
		Traffic first = counted(1);
		this.traffic.add(first);
		this.traffic.add(first);
		expect(1);
	}

}
