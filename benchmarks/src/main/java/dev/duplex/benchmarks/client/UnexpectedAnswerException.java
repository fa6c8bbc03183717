package dev.duplex.benchmarks.client;

/**
 * A server did not send what it had to.
 */
final class UnexpectedAnswerException extends RuntimeException {

	UnexpectedAnswerException(String message) {
		super(message);
	}

}
