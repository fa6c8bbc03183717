package dev.duplex.spring.web.jetty;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.eclipse.jetty.util.thread.Invocable.InvocationType;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/**
 * Tests for {@link PendingWrite}.
 */
class PendingWriteTests {

	private final List<Optional<Throwable>> told = new ArrayList<>();

	private final PendingWrite write = new PendingWrite((failure) -> this.told.add(Optional.ofNullable(failure)));

	@Test
	void aWriteThatIsOverAtOnceTellsNobody() throws IOException {
		this.write.succeeded();
		assertThat(this.write.await()).isFalse();
		assertThat(this.told).isEmpty();
	}

	@Test
	void aWriteThatFailsAtOnceThrows() {
		Throwable cause = new IllegalStateException();
		this.write.failed(cause);
		assertThatIOException().isThrownBy(this.write::await).withCause(cause);
		assertThat(this.told).isEmpty();
	}

	@Test
	void whoWaitsIsToldOfTheEnd() throws IOException {
		assertThat(this.write.await()).isTrue();
		this.write.succeeded();
		assertThat(this.told).containsExactly(Optional.empty());
	}

	@Test
	void whoWaitsIsToldOfTheFailure() throws IOException {
		Throwable cause = new IOException();
		assertThat(this.write.await()).isTrue();
		this.write.failed(cause);
		assertThat(this.told).containsExactly(Optional.of(cause));
	}

	@Test
	void takesNoThreadOfItsOwn() {
		assertThat(this.write.getInvocationType()).isEqualTo(InvocationType.NON_BLOCKING);
	}

}
