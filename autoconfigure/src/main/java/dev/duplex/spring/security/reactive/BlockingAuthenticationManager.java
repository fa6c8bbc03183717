package dev.duplex.spring.security.reactive;

import org.jspecify.annotations.Nullable;

import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.core.Authentication;

/**
 * Waits for a reactive manager. Its callers are threads that may block.
 */
public final class BlockingAuthenticationManager implements AuthenticationManager {

	private final ReactiveAuthenticationManager manager;

	/**
	 * Creates the manager.
	 * @param manager authenticates
	 */
	public BlockingAuthenticationManager(ReactiveAuthenticationManager manager) {
		this.manager = manager;
	}

	@Override
	public @Nullable Authentication authenticate(Authentication authentication) {
		return this.manager.authenticate(authentication).block();
	}

}
