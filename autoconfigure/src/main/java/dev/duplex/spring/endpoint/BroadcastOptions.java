package dev.duplex.spring.endpoint;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Type;
import java.time.Duration;

import dev.duplex.engine.OverflowPolicy;
import dev.duplex.engine.PublishOptions;
import dev.duplex.engine.SendOptions;
import dev.duplex.engine.WebSocketConnection;
import dev.duplex.spring.BroadcastTo;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.convert.DurationStyle;

/**
 * How what a handler returns is published.
 *
 * @param delivery what may become of it at each subscriber, but for its key
 * @param key gives its key, or {@code null} for none
 * @param excludeSender whether the peer whose message it answers is left out
 */
record BroadcastOptions(SendOptions delivery, @Nullable KeyTemplate key, boolean excludeSender) {

	/**
	 * Reads an annotation.
	 * @param at the method
	 * @param value the type of what is published
	 * @return the options, or {@code null} if it names none
	 */
	static @Nullable BroadcastOptions of(EndpointSource at, BroadcastTo annotation, Type value,
			ParameterBinder parameters, ConfigurableListableBeanFactory beanFactory) {
		KeyTemplate key = annotation.key().isEmpty() ? null
				: KeyTemplate.parse(at, annotation.key(), value, parameters.pathVariables());
		SendOptions delivery = SendOptions.defaults()
			.withOverflow(overflow(at, annotation.overflow()))
			.withTimeToLive(timeToLive(at, beanFactory.resolveEmbeddedValue(annotation.timeToLive())));
		boolean none = key == null && !annotation.excludeSender() && delivery.equals(SendOptions.defaults());
		return none ? null : new BroadcastOptions(delivery, key, annotation.excludeSender());
	}

	private static @Nullable OverflowPolicy overflow(EndpointSource at, OverflowPolicy[] named) {
		if (named.length > 1) {
			throw at.invalid("@BroadcastTo names more than one overflow policy.", "Keep one of them.");
		}
		return (named.length == 1) ? named[0] : null;
	}

	private static @Nullable Duration timeToLive(EndpointSource at, @Nullable String text) {
		if (text == null || text.isEmpty()) {
			return null;
		}
		try {
			Duration time = DurationStyle.detectAndParse(text);
			SendOptions.defaults().withTimeToLive(time);
			return time;
		}
		catch (IllegalArgumentException ex) {
			throw at.invalid("The timeToLive '" + text + "' of @BroadcastTo is no time that a message may wait.",
					"Write a positive duration of at most 365 days, such as 500ms or 2s.", ex);
		}
	}

	PublishOptions of(WebSocketConnection connection, Object value) throws Exception {
		SendOptions options = this.delivery;
		if (this.key != null) {
			try {
				options = options.withKey(this.key.resolve(connection, value));
			}
			catch (InvocationTargetException ex) {
				throw (ex.getCause() instanceof Exception cause) ? cause : ex;
			}
		}
		return PublishOptions.delivery(options).withExcept(this.excludeSender ? connection : null);
	}

}
