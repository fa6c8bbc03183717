package dev.duplex.sample;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/**
 * The sample, started as its main method would, on free ports, and as often as a test
 * likes.
 */
public final class RunningSample implements AutoCloseable {

	private final List<String> arguments;

	private ConfigurableApplicationContext context;

	private int port;

	private RunningSample(List<String> arguments) {
		this.arguments = arguments;
		start(0);
	}

	/**
	 * Starts it.
	 * @param arguments of the command line
	 * @return the running application
	 */
	public static RunningSample start(String... arguments) {
		return new RunningSample(List.of(arguments));
	}

	private void start(int port) {
		List<String> all = new ArrayList<>(this.arguments);
		all.add("--server.port=" + port);
		all.add("--spring.main.banner-mode=off");
		all.add("--logging.level.root=warn");
		// Selenium has no wrapper for the newest Chromium's own protocol, and needs none
		// here.
		all.add("--logging.level.org.openqa.selenium=error");
		SpringApplication application = new SpringApplicationBuilder(SampleApplication.class)
			.registerShutdownHook(false)
			.build();
		this.context = application.run(all.toArray(String[]::new));
		this.port = environment().getRequiredProperty("local.server.port", Integer.class);
	}

	/**
	 * Stops the application, and leaves its port to nobody.
	 */
	public void stop() {
		this.context.close();
	}

	/**
	 * Starts it anew on the port it had.
	 */
	public void startAgain() {
		start(this.port);
	}

	public Environment environment() {
		return this.context.getEnvironment();
	}

	public <T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	/**
	 * The address of a page.
	 * @param path without a slash in front
	 * @return the address
	 */
	public String page(String path) {
		return "http://localhost:%d/%s".formatted(this.port, path);
	}

	/**
	 * The address of an endpoint on the web server's port.
	 * @param path without a slash in front
	 * @return the address
	 */
	public URI endpoint(String path) {
		return URI.create("ws://localhost:%d/%s".formatted(this.port, path));
	}

	@Override
	public void close() {
		stop();
	}

}
