package dev.duplex.spring.autoconfigure.jackson;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import dev.duplex.spring.autoconfigure.DuplexAutoConfiguration;
import dev.duplex.spring.endpoint.EndpointRegistry;
import dev.duplex.spring.endpoint.JsonPayloadCodec;
import dev.duplex.spring.endpoint.PayloadCodec;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link DuplexJacksonAutoConfiguration}.
 */
class DuplexJacksonAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DuplexAutoConfiguration.class, DuplexJacksonAutoConfiguration.class));

	private final ApplicationContextRunner jacksonRunner = this.runner
		.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class));

	@Test
	void jsonIsThatOfTheApplicationsMapper() {
		this.jacksonRunner.run((context) -> assertThat(context).hasSingleBean(JsonPayloadCodec.class));
	}

	@Test
	void withoutAMapperThereIsNoJson() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(PayloadCodec.class)
			.hasSingleBean(EndpointRegistry.class));
	}

	@Test
	void withoutJacksonThereIsNoJson() {
		this.jacksonRunner.withClassLoader(new FilteredClassLoader(JsonMapper.class))
			.run((context) -> assertThat(context).doesNotHaveBean(PayloadCodec.class)
				.hasSingleBean(EndpointRegistry.class));
	}

	@Test
	void theApplicationsOwnCodecIsUsed() {
		this.jacksonRunner.withBean("own", PayloadCodec.class, () -> mock(PayloadCodec.class))
			.run((context) -> assertThat(context).hasSingleBean(PayloadCodec.class)
				.doesNotHaveBean(JsonPayloadCodec.class));
	}

	@Test
	void fieldThatNamesTheTypeIsConfigurable() {
		ByteBuffer message = ByteBuffer.wrap("{\"type\":\"a\",\"op\":\"b\"}".getBytes(StandardCharsets.UTF_8));
		this.jacksonRunner
			.run((context) -> assertThat(context.getBean(JsonPayloadCodec.class).messageType(message)).isEqualTo("a"));
		this.jacksonRunner.withPropertyValues("duplex.json.type-field=op")
			.run((context) -> assertThat(context.getBean(JsonPayloadCodec.class).messageType(message)).isEqualTo("b"));
	}

	@Test
	void fieldWithoutANameIsInvalid() {
		this.jacksonRunner.withPropertyValues("duplex.json.type-field=")
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.rootCause()
				.isInstanceOf(InvalidConfigurationPropertyValueException.class)
				.hasMessageContaining("duplex.json.type-field"));
	}

	@Test
	void disabledThereIsNone() {
		this.jacksonRunner.withPropertyValues("duplex.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(PayloadCodec.class));
	}

}
