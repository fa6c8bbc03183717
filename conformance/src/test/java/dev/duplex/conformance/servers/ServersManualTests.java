package dev.duplex.conformance.servers;

import java.io.IOException;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The manual says what works, as this build has found it. Runs behind all other tests.
 */
@Tag("manual")
class ServersManualTests {

	@Test
	void theManualSaysWhatWorks() throws IOException {
		String found = ServersPage.write();
		assertThat(ServersPage.MANUAL)
			.as("Something else was found: cp conformance/%s docs/servers.md", ServersPage.WRITTEN)
			.content()
			.isEqualTo(found);
	}

}
