package dev.duplex.spring.metrics;

/**
 * Close codes (RFC 6455 section 7.4) as a fixed number of tag values: the ones of the RFC
 * and its registry by themselves, those of libraries and applications as one each.
 */
final class CloseCodes {

	private static final int FIRST = 1000;

	private static final int LAST = 1015;

	private static final int LIBRARIES = LAST - FIRST + 1;

	private static final int APPLICATIONS = LIBRARIES + 1;

	private static final int OTHER = LIBRARIES + 2;

	/** How many values there are. */
	static final int COUNT = OTHER + 1;

	private CloseCodes() {
	}

	static int indexOf(int code) {
		if (code >= FIRST && code <= LAST) {
			return code - FIRST;
		}
		return switch (code / 1000) {
			case 3 -> LIBRARIES;
			case 4 -> APPLICATIONS;
			default -> OTHER;
		};
	}

	static String name(int index) {
		return switch (index) {
			case LIBRARIES -> "3xxx";
			case APPLICATIONS -> "4xxx";
			case OTHER -> "other";
			default -> Integer.toString(FIRST + index);
		};
	}

}
