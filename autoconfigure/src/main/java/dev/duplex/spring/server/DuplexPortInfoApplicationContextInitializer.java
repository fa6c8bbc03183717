package dev.duplex.spring.server;

import java.util.HashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;

/**
 * Sets {@code local.duplex.port} to the port of the own listener, so that tests and the
 * application find it when any free one was asked for.
 */
public class DuplexPortInfoApplicationContextInitializer
		implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	private static final String PROPERTY = "local.duplex.port";

	/** The one in which Spring Boot keeps the ports of its web servers. */
	private static final String PROPERTY_SOURCE = "server.ports";

	/**
	 * Creates the initializer.
	 */
	public DuplexPortInfoApplicationContextInitializer() {
	}

	@Override
	public void initialize(ConfigurableApplicationContext applicationContext) {
		applicationContext.addApplicationListener(new Listener(applicationContext));
	}

	private static final class Listener implements ApplicationListener<DuplexServerInitializedEvent> {

		private final ConfigurableApplicationContext applicationContext;

		private Listener(ConfigurableApplicationContext applicationContext) {
			this.applicationContext = applicationContext;
		}

		@Override
		public void onApplicationEvent(DuplexServerInitializedEvent event) {
			ApplicationContext context = this.applicationContext;
			while (context != null) {
				if (context.getEnvironment() instanceof ConfigurableEnvironment environment) {
					setPort(environment.getPropertySources(), event.getPort());
				}
				context = context.getParent();
			}
		}

		@SuppressWarnings("unchecked")
		private static void setPort(MutablePropertySources sources, int port) {
			PropertySource<?> source = sources.get(PROPERTY_SOURCE);
			if (source == null) {
				source = new MapPropertySource(PROPERTY_SOURCE, new HashMap<>());
				sources.addFirst(source);
			}
			((Map<String, @Nullable Object>) source.getSource()).put(PROPERTY, port);
		}

	}

}
