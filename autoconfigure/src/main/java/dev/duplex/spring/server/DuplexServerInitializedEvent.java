package dev.duplex.spring.server;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEvent;

/**
 * Published when the own listener accepts connections.
 */
@SuppressWarnings("serial")
public class DuplexServerInitializedEvent extends ApplicationEvent {

	private final transient ApplicationContext applicationContext;

	private final int port;

	/**
	 * Creates the event.
	 * @param applicationContext the context that the listener belongs to
	 * @param port the port it listens on
	 */
	public DuplexServerInitializedEvent(ApplicationContext applicationContext, int port) {
		super(applicationContext);
		this.applicationContext = applicationContext;
		this.port = port;
	}

	/**
	 * The context that the listener belongs to.
	 * @return the application context
	 */
	public ApplicationContext getApplicationContext() {
		return this.applicationContext;
	}

	/**
	 * The port that the listener listens on.
	 * @return the port, also when a free one was asked for
	 */
	public int getPort() {
		return this.port;
	}

}
