package dev.duplex.engine;

/**
 * How messages are compressed when the client offers permessage-deflate (RFC 7692).
 *
 * @param level effort from 0 (none) to 9 (most), or -1 for zlib's own choice
 * @param minSize smallest message that is compressed, in bytes of its payload
 * @param contextTakeover whether messages may refer to earlier ones of their connection.
 * They become smaller, at about 300 KB of native memory for a connection; without it,
 * compressors are shared and an idle connection needs none
 */
public record CompressionOptions(int level, int minSize, boolean contextTakeover) {

	/**
	 * Checks every value.
	 * @throws IllegalArgumentException naming the option, if a value is out of range
	 */
	public CompressionOptions {
		if (level < -1 || level > 9) {
			throw new IllegalArgumentException("level must be from -1 to 9");
		}
		if (minSize < 0) {
			throw new IllegalArgumentException("minSize must not be negative");
		}
	}

	/**
	 * Little effort, messages of 1 KiB and more, no context takeover.
	 * @return the recommended options
	 */
	public static CompressionOptions defaults() {
		return new CompressionOptions(1, 1024, false);
	}

}
