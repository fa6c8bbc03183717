package dev.duplex.spring.security;

import java.lang.reflect.Method;
import java.nio.ByteBuffer;

import dev.duplex.engine.WebSocketConnection;
import dev.duplex.spring.endpoint.HandlerGuard;
import org.jspecify.annotations.Nullable;

import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolderStrategy;

/**
 * Gives every handler call the security context of its connection, and asks whether a
 * message may be handled. Safe from any thread.
 */
public final class SecurityHandlerGuard implements HandlerGuard {

	private final SecurityContextHolderStrategy contexts;

	private final CredentialLifetimes lifetimes;

	private final @Nullable AuthorizationManager<MessageAuthorizationContext> messages;

	/**
	 * Creates the guard.
	 * @param contexts where handlers look for their context
	 * @param lifetimes knows the users of connections
	 * @param messages says which messages may be handled, or {@code null} for all; asked
	 * in the handler's thread
	 */
	public SecurityHandlerGuard(SecurityContextHolderStrategy contexts, CredentialLifetimes lifetimes,
			@Nullable AuthorizationManager<MessageAuthorizationContext> messages) {
		this.contexts = contexts;
		this.lifetimes = lifetimes;
		this.messages = messages;
	}

	/**
	 * A new context each time, as a handler may write into it.
	 */
	@Override
	public void enter(WebSocketConnection connection) {
		SecurityContext context = this.contexts.createEmptyContext();
		context.setAuthentication(this.lifetimes.authentication(connection));
		this.contexts.setContext(context);
	}

	@Override
	public void authorize(WebSocketConnection connection, String endpoint, Method handler, ByteBuffer payload) {
		if (this.messages == null) {
			return;
		}
		AuthorizationResult result = this.messages.authorize(() -> this.contexts.getContext().getAuthentication(),
				new MessageAuthorizationContext(connection, endpoint, handler, payload.asReadOnlyBuffer()));
		if (result != null && !result.isGranted()) {
			throw new AuthorizationDeniedException("Access Denied", result);
		}
	}

	@Override
	public void exit() {
		this.contexts.clearContext();
	}

	@Override
	public boolean isDenial(Throwable failure) {
		return failure instanceof AccessDeniedException;
	}

}
