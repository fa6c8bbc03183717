package dev.duplex.spring.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InvalidDuplexPropertyFailureAnalyzer}.
 */
class InvalidDuplexPropertyFailureAnalyzerTests {

	private final MockEnvironment environment = new MockEnvironment();

	@ParameterizedTest
	@ValueSource(strings = { "duplex.idle-timeout", "duplex.idleTimeout", "duplex.idle-timeout[0]" })
	void theValueIsShownHoweverItsKeyIsSpelt(String key) {
		this.environment.setProperty(key, "0");
		assertThat(analyze("duplex.idle-timeout")).isNotNull()
			.extracting(FailureAnalysis::getDescription)
			.asString()
			.contains("'0'", "'duplex.idle-timeout'", "originating from", "It must be positive.");
	}

	@Test
	void aValueThatWasNotSetIsShownToo() {
		assertThat(analyze("duplex.idle-timeout")).isNotNull()
			.extracting(FailureAnalysis::getDescription)
			.asString()
			.contains("'PT0S'", "'duplex.idle-timeout'");
	}

	@Test
	void aKeyMayHaveAnIdOfAnyCase() {
		this.environment.setProperty("duplex.client.priceFeed.url", "http://x");
		assertThat(analyze("duplex.client.priceFeed.url")).isNotNull()
			.extracting(FailureAnalysis::getDescription)
			.asString()
			.contains("'http://x'", "'duplex.client.priceFeed.url'", "originating from");
	}

	@Test
	void theSecretsOfAUrlAreNotShown() {
		this.environment.setProperty("duplex.client.prices.url", "wss://user:secret@host/path?token=secret");
		assertThat(analyze("duplex.client.prices.url")).isNotNull()
			.extracting(FailureAnalysis::getDescription)
			.asString()
			.contains("'wss://...@host/path?...'")
			.doesNotContain("secret");
	}

	@Test
	void aValueThatIsMissingIsNotCalledInvalid() {
		InvalidConfigurationPropertyValueException failure = new InvalidConfigurationPropertyValueException(
				"duplex.client.prices.url", null, "It must be set.");
		assertThat(new InvalidDuplexPropertyFailureAnalyzer(this.environment).analyze(failure, failure)).isNotNull()
			.extracting(FailureAnalysis::getDescription)
			.isEqualTo("Configuration property 'duplex.client.prices.url' is not set. It must be set.");
	}

	@Test
	void keysThatAreWrongAsAGroupHaveAnOrigin() {
		this.environment.setProperty("duplex.endpoints.chat.limits.max-fragments", "7");
		assertThat(analyze("duplex.endpoints.chat")).isNotNull()
			.extracting(FailureAnalysis::getDescription)
			.asString()
			.contains("'duplex.endpoints.chat'", "originating from",
					"\"duplex.endpoints.chat.limits.max-fragments\" from property source");
	}

	@Test
	void otherKeysAreNotOurs() {
		assertThat(analyze("server.port")).isNull();
	}

	private @Nullable FailureAnalysis analyze(String name) {
		InvalidConfigurationPropertyValueException failure = new InvalidConfigurationPropertyValueException(name,
				Duration.ZERO, "It must be positive.");
		return new InvalidDuplexPropertyFailureAnalyzer(this.environment).analyze(failure, failure);
	}

}
