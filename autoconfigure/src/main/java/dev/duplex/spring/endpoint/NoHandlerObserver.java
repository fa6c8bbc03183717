package dev.duplex.spring.endpoint;

import org.jspecify.annotations.Nullable;

/**
 * The observer that does nothing.
 */
final class NoHandlerObserver implements HandlerObserver {

	static final NoHandlerObserver INSTANCE = new NoHandlerObserver();

	private NoHandlerObserver() {
	}

	@Override
	public HandlerObserver ofClients() {
		return this;
	}

	@Override
	public void handled(String endpoint, String type, long nanos, @Nullable Throwable failure) {
	}

}
