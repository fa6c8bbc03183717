package dev.duplex.spring.actuate;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

import dev.duplex.engine.WebSocketConnection;
import dev.duplex.spring.actuate.ConnectionPage.ConnectionSummary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.withSettings;

/**
 * Tests for {@link ConnectionPage} and {@link ConnectionFilter}.
 */
class ConnectionPageTests {

	private final List<WebSocketConnection> all = List.of(connection("b", "ann", 5), connection("a", null, 7),
			connection("c", "bob", 5));

	@Test
	void withoutAnOrderItIsThatOfTheIds() {
		assertThat(ids(null, null, null)).containsExactly("a", "b", "c");
	}

	@Test
	void equalFieldsAreInTheOrderOfTheIds() {
		assertThat(ids("queuedBytes,desc", null, null)).containsExactly("a", "b", "c");
		assertThat(ids("queuedBytes", null, null)).containsExactly("b", "c", "a");
	}

	@Test
	void anonymousUsersComeFirst() {
		assertThat(ids("user,asc", null, null)).containsExactly("a", "b", "c");
		assertThat(ids("user,desc", null, null)).containsExactly("c", "b", "a");
	}

	@Test
	void pagesHaveEveryConnectionOnce() {
		assertThat(ids(null, 0, 2)).containsExactly("a", "b");
		assertThat(ids(null, 1, 2)).containsExactly("c");
		assertThat(ids(null, 2, 2)).isEmpty();
		assertThat(ids(null, Integer.MAX_VALUE, 1000)).isEmpty();
	}

	@Test
	void anUnknownFieldIsRefusedByNamingThoseThereAre() {
		assertThatExceptionOfType(InvalidEndpointRequestException.class).isThrownBy(() -> ids("payload", null, null))
			.withMessageContaining("endpoint, id, queuedBytes, remoteAddress, user");
	}

	/**
	 * A sort that looked again at what changes meanwhile would fail now and then.
	 */
	@Test
	void queuesThatChangeWhileTheyAreSortedDoNoHarm() {
		Random random = new Random(42);
		List<WebSocketConnection> changing = new ArrayList<>();
		for (int i = 0; i < 500; i++) {
			WebSocketConnection connection = connection("id" + i, null, 0);
			given(connection.queuedBytes()).willAnswer((invocation) -> random.nextLong());
			changing.add(connection);
		}
		List<ConnectionSummary> sorted = ConnectionPage.of(Paging.of(0, 1000), "queuedBytes", changing).connections();
		assertThat(sorted).hasSize(500);
		assertThat(sorted.stream().map(ConnectionSummary::queuedBytes).toList()).isSorted();
	}

	@Test
	void aFilterMeansAllThatItGives() {
		assertThat(new ConnectionFilter("/echo", "ann", null, null).test(this.all.get(0))).isTrue();
		assertThat(new ConnectionFilter("/echo", "bob", null, null).test(this.all.get(0))).isFalse();
		assertThat(new ConnectionFilter("/other", "ann", null, null).test(this.all.get(0))).isFalse();
		assertThat(new ConnectionFilter(null, null, "127.0.0.1", "news").test(this.all.get(0))).isTrue();
		assertThat(new ConnectionFilter(null, null, "127.0.0.2", null).test(this.all.get(0))).isFalse();
		assertThat(new ConnectionFilter(null, null, null, "other").test(this.all.get(0))).isFalse();
		assertThat(new ConnectionFilter(null, "ann", null, null).test(this.all.get(1))).isFalse();
	}

	private List<String> ids(@Nullable String sort, @Nullable Integer page, @Nullable Integer size) {
		return ConnectionPage.of(Paging.of(page, size), sort, this.all)
			.connections()
			.stream()
			.map(ConnectionSummary::id)
			.toList();
	}

	private static WebSocketConnection connection(String id, @Nullable String user, long queuedBytes) {
		WebSocketConnection connection = mock(withSettings().stubOnly());
		given(connection.id()).willReturn(id);
		given(connection.endpoint()).willReturn("/echo");
		given(connection.remoteAddress()).willReturn(new InetSocketAddress(InetAddress.getLoopbackAddress(), 80));
		Principal principal = (user != null) ? () -> user : null;
		given(connection.principal()).willReturn(principal);
		given(connection.queuedBytes()).willReturn(queuedBytes);
		given(connection.responseHeaders()).willReturn(List.of());
		given(connection.subscriptions()).willReturn(Set.of("news"));
		return connection;
	}

}
