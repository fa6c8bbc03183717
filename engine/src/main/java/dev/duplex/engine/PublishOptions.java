package dev.duplex.engine;

import org.jspecify.annotations.Nullable;

/**
 * How a message is published. Immutable.
 *
 * @param delivery what may become of the message at each subscriber
 * @param except a subscriber that does not get it, such as the one whose message it is;
 * {@code null} for none
 */
public record PublishOptions(SendOptions delivery, @Nullable WebSocketConnection except) {

	private static final PublishOptions DEFAULTS = new PublishOptions(SendOptions.defaults(), null);

	/**
	 * As a publish without options.
	 * @return the options
	 */
	public static PublishOptions defaults() {
		return DEFAULTS;
	}

	/**
	 * For a message that a slow subscriber need not get.
	 * @param delivery what may become of it
	 * @return the options
	 */
	public static PublishOptions delivery(SendOptions delivery) {
		return DEFAULTS.withDelivery(delivery);
	}

	/**
	 * For a message of which only the latest of its key matters: the price of a symbol,
	 * the position of a cursor.
	 * @param key the key
	 * @return the options
	 * @throws IllegalArgumentException if the key is too long
	 */
	public static PublishOptions latest(String key) {
		return DEFAULTS.withDelivery(SendOptions.latest(key));
	}

	/**
	 * For a message that all subscribers get but one.
	 * @param connection the one
	 * @return the options
	 */
	public static PublishOptions except(WebSocketConnection connection) {
		return DEFAULTS.withExcept(connection);
	}

	/**
	 * These options with another delivery.
	 * @param delivery what may become of the message at each subscriber
	 * @return the options
	 */
	public PublishOptions withDelivery(SendOptions delivery) {
		return new PublishOptions(delivery, this.except);
	}

	/**
	 * These options with another exception.
	 * @param except the subscriber that does not get it, or {@code null} for none
	 * @return the options
	 */
	public PublishOptions withExcept(@Nullable WebSocketConnection except) {
		return new PublishOptions(this.delivery, except);
	}

}
