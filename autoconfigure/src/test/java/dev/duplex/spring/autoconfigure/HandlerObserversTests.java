package dev.duplex.spring.autoconfigure;

import java.util.List;

import dev.duplex.spring.endpoint.HandlerObserver;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link HandlerObservers}.
 */
class HandlerObserversTests {

	private final HandlerObserver first = mock();

	private final HandlerObserver second = mock();

	private final Exception failure = new IllegalStateException();

	@Test
	void withoutObserversNobodyIsTold() {
		assertThat(HandlerObservers.of(List.of())).isSameAs(HandlerObserver.none());
		assertThat(HandlerObserver.none().ofClients()).isSameAs(HandlerObserver.none());
	}

	@Test
	void oneIsToldWithoutADetour() {
		assertThat(HandlerObservers.of(List.of(this.first))).isSameAs(this.first);
	}

	@Test
	void severalAreTold() {
		HandlerObservers.of(List.of(this.first, this.second)).handled("/a", "text", 5, this.failure);
		then(this.first).should().handled("/a", "text", 5, this.failure);
		then(this.second).should().handled("/a", "text", 5, this.failure);
	}

	@Test
	void severalAreToldOfClients() {
		HandlerObservers.of(List.of(this.first, this.second)).ofClients().handled("prices", "text", 5, this.failure);
		then(this.first).should().handledByClient("prices", "text", 5, this.failure);
		then(this.second).should().handledByClient("prices", "text", 5, this.failure);
	}

}
