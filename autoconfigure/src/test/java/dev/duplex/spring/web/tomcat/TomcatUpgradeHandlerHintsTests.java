package dev.duplex.spring.web.tomcat;

import org.junit.jupiter.api.Test;

import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TomcatUpgradeHandlerHints}.
 */
class TomcatUpgradeHandlerHintsTests {

	@Test
	void tomcatMayMakeTheHandler() throws Exception {
		RuntimeHints hints = new RuntimeHints();
		new TomcatUpgradeHandlerHints().registerHints(hints, null);
		assertThat(RuntimeHintsPredicates.reflection()
			.onConstructorInvocation(TomcatUpgradeHandler.class.getDeclaredConstructor())).accepts(hints);
	}

}
