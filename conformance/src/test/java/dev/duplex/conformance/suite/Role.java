package dev.duplex.conformance.suite;

/**
 * What the engine under test is. The runner is the other one.
 */
public enum Role {

	/** It accepts connections. */
	SERVER,

	/** It makes connections. */
	CLIENT

}
