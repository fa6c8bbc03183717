package dev.duplex.spring.endpoint.other;

import dev.duplex.spring.OnText;

/**
 * A handler that a subclass in another package inherits but does not see.
 */
public class OtherPackageEndpoint {

	@OnText
	String take(String message) {
		return message;
	}

}
