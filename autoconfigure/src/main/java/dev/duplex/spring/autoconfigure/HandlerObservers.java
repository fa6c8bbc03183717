package dev.duplex.spring.autoconfigure;

import java.util.List;

import dev.duplex.spring.endpoint.HandlerObserver;
import org.jspecify.annotations.Nullable;

/**
 * Tells several observers of every message, so without an iterator's garbage.
 */
final class HandlerObservers implements HandlerObserver {

	private final HandlerObserver[] observers;

	private HandlerObservers(List<HandlerObserver> observers) {
		this.observers = observers.toArray(HandlerObserver[]::new);
	}

	static HandlerObserver of(List<HandlerObserver> observers) {
		return switch (observers.size()) {
			case 0 -> HandlerObserver.none();
			case 1 -> observers.get(0);
			default -> new HandlerObservers(observers);
		};
	}

	@Override
	public void handled(String endpoint, String type, long nanos, @Nullable Throwable failure) {
		for (HandlerObserver observer : this.observers) {
			observer.handled(endpoint, type, nanos, failure);
		}
	}

	@Override
	public void handledByClient(String id, String type, long nanos, @Nullable Throwable failure) {
		for (HandlerObserver observer : this.observers) {
			observer.handledByClient(id, type, nanos, failure);
		}
	}

}
