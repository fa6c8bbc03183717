package dev.duplex.spring.autoconfigure;

import java.time.Duration;

import dev.duplex.engine.ConnectionOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * Refuses values that the engine would not take, by the names of their keys.
 *
 * @param prefix what is before each key, with a dot at the end
 */
record PropertyCheck(String prefix) {

	private static final String AT_LEAST_ONE = "It must be at least 1.";

	private static final String AT_LEAST_ONE_OR_UNLIMITED = "It must be at least 1, or -1 for no limit. 0 never means unlimited.";

	private static final String POSITIVE = "It must be a positive duration.";

	private static final String POSITIVE_OR_OFF = "It must be a positive duration, or -1 for none. 0 never means unlimited.";

	private static final Duration MAX_TIME = Duration.ofDays(365);

	private static final int MAX_LEVEL = 9;

	int messageSize(String key, DataSize size) {
		require(size.toBytes() <= ConnectionOptions.MAX_MESSAGE_SIZE, key, size, "It must be at most 1GB.");
		require(size.toBytes() >= 1, key, size, "It must be at least 1 byte; a message always has a limit, up to 1GB.");
		return (int) size.toBytes();
	}

	int compressionLevel(String key, int level) {
		require(level >= -1 && level <= MAX_LEVEL, key, level, "It must be from 0 to 9, or -1.");
		return level;
	}

	int limitedBytes(String key, DataSize size) {
		require(size.toBytes() >= 1 || size.toBytes() == -1, key, size, AT_LEAST_ONE_OR_UNLIMITED);
		return bytes(key, size);
	}

	int atLeastOneByte(String key, DataSize size) {
		require(size.toBytes() >= 1, key, size, AT_LEAST_ONE);
		return bytes(key, size);
	}

	private int bytes(String key, DataSize size) {
		require(size.toBytes() <= Integer.MAX_VALUE, key, size, "It must be less than 2GB.");
		return (int) size.toBytes();
	}

	int bytesOrNone(String key, DataSize size) {
		require(size.toBytes() >= 0, key, size, "It must be 0 or more.");
		return bytes(key, size);
	}

	int limited(String key, int value) {
		require(value >= 1 || value == -1, key, value, AT_LEAST_ONE_OR_UNLIMITED);
		return value;
	}

	int atLeastOne(String key, int value) {
		require(value >= 1, key, value, AT_LEAST_ONE);
		return value;
	}

	Duration positive(String key, Duration value) {
		require(value.toMillis() > 0, key, value, POSITIVE);
		return notTooLong(key, value);
	}

	Duration positiveOrOff(String key, Duration value) {
		require(!value.isZero(), key, value, POSITIVE_OR_OFF);
		return notTooLong(key, value);
	}

	Duration notTooLong(String key, Duration value) {
		require(value.compareTo(MAX_TIME) <= 0, key, value, "It must be at most 365 days.");
		return value;
	}

	/**
	 * Refuses an idle timeout that would end live connections. Blames the key that was
	 * set, as it is the one whose origin Boot can tell.
	 */
	void idleTimeout(Duration idle, Duration interval, Duration timeout, boolean idleSet, boolean intervalSet) {
		if (idle.isNegative() || interval.isNegative() || timeout.isNegative()
				|| idle.compareTo(interval.plus(timeout)) > 0) {
			return;
		}
		String reason = "%1$sidle-timeout (%2$ss) must be longer than %1$sheartbeat.interval (%3$ss) and %1$sheartbeat.timeout (%4$ss) together, or live connections would be closed."
			.formatted(this.prefix, seconds(idle), seconds(interval), seconds(timeout));
		if (idleSet) {
			throw invalid("idle-timeout", idle, reason);
		}
		if (intervalSet) {
			throw invalid("heartbeat.interval", interval, reason);
		}
		throw invalid("heartbeat.timeout", timeout, reason);
	}

	private static String seconds(Duration duration) {
		return (duration.toMillisPart() == 0) ? Long.toString(duration.toSeconds())
				: Double.toString(duration.toMillis() / 1000.0);
	}

	void require(boolean valid, String key, @Nullable Object value, String reason) {
		if (!valid) {
			throw invalid(key, value, reason);
		}
	}

	InvalidConfigurationPropertyValueException invalid(String key, @Nullable Object value, String reason) {
		return new InvalidConfigurationPropertyValueException(this.prefix + key, value, reason);
	}

}
