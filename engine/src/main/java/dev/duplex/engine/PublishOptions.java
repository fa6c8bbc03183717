package dev.duplex.engine;

import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/**
 * How a message is published. Immutable.
 *
 * @param delivery what may become of the message at each subscriber
 * @param except a subscriber that does not get it, such as the one whose message it is;
 * {@code null} for none
 * @param condition what holds for the subscribers that get it, asked where each is
 * served, in any order, and more than once of one that several subscriptions match: it
 * must be quick, must not block and must be thread-safe. For whom it throws, it does not
 * hold, and {@link EngineListener#onConditionFailure} is told. {@code null} for all
 */
public record PublishOptions(SendOptions delivery, @Nullable WebSocketConnection except,
		@Nullable Predicate<? super WebSocketConnection> condition) {

	private static final PublishOptions DEFAULTS = new PublishOptions(SendOptions.defaults(), null, null);

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
	 * For a message that only some subscribers get.
	 * @param condition what holds for them
	 * @return the options
	 */
	public static PublishOptions where(Predicate<? super WebSocketConnection> condition) {
		return DEFAULTS.withCondition(condition);
	}

	/**
	 * These options with another delivery.
	 * @param delivery what may become of the message at each subscriber
	 * @return the options
	 */
	public PublishOptions withDelivery(SendOptions delivery) {
		return new PublishOptions(delivery, this.except, this.condition);
	}

	/**
	 * These options with another exception.
	 * @param except the subscriber that does not get it, or {@code null} for none
	 * @return the options
	 */
	public PublishOptions withExcept(@Nullable WebSocketConnection except) {
		return new PublishOptions(this.delivery, except, this.condition);
	}

	/**
	 * These options with another condition.
	 * @param condition what holds for the subscribers that get it, or {@code null} for
	 * all
	 * @return the options
	 */
	public PublishOptions withCondition(@Nullable Predicate<? super WebSocketConnection> condition) {
		return new PublishOptions(this.delivery, this.except, condition);
	}

}
