package dev.duplex.spring.web.tomcat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TomcatHints}.
 */
class TomcatHintsTests {

	@ParameterizedTest
	@ValueSource(classes = { TomcatUpgradeHandler.class, ReleasingNioProtocol.class })
	void tomcatMayMakeWhatItMakesByName(Class<?> type) throws Exception {
		RuntimeHints hints = new RuntimeHints();
		new TomcatHints().registerHints(hints, null);
		assertThat(RuntimeHintsPredicates.reflection().onConstructorInvocation(type.getDeclaredConstructor()))
			.accepts(hints);
	}

}
