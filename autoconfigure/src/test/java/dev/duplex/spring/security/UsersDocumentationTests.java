package dev.duplex.spring.security;

import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.duplex.spring.testing.DocumentationExamples;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each example of {@code docs/users.md} compiles, and an application with it starts.
 */
class UsersDocumentationTests {

	private static final String IMPORTS = """
			import dev.duplex.engine.*;
			import dev.duplex.spring.*;
			import dev.duplex.spring.security.*;
			import org.springframework.context.annotation.*;
			import org.springframework.context.event.*;
			import org.springframework.security.authentication.event.*;
			import org.springframework.security.access.prepost.*;
			import org.springframework.security.authorization.*;
			import org.springframework.security.core.annotation.*;
			import org.springframework.security.oauth2.jwt.*;
			import org.springframework.security.oauth2.server.resource.authentication.*;
			import org.springframework.web.bind.annotation.*;
			""";

	private static final Pattern NAME = Pattern.compile("\nclass (\\w+)");

	@TempDir
	Path folder;

	@TestFactory
	Stream<DynamicTest> examplesWork() throws Exception {
		return DocumentationExamples.tests("users.md", IMPORTS, NAME, this.folder, UsersDocumentationTests::start);
	}

	private static void start(Class<?> example) {
		SpringApplication application = new SpringApplication(Application.class, example);
		application.setWebApplicationType(WebApplicationType.NONE);
		application.setRegisterShutdownHook(false);
		application.setResourceLoader(new DefaultResourceLoader(example.getClassLoader()));
		try (ConfigurableApplicationContext context = application.run("--duplex.server.port=0")) {
			assertThat(context.getBean(example)).isNotNull();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableMethodSecurity
	static class Application {

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(User.withUsername("ann").password("{noop}a").build());
		}

		@Bean
		JwtDecoder decoder() {
			return (token) -> {
				throw new BadJwtException("none is good");
			};
		}

	}

}
