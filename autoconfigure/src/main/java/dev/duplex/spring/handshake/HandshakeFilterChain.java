package dev.duplex.spring.handshake;

import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.duplex.engine.HandshakeDecision;
import dev.duplex.engine.protocol.HandshakeRefusal;
import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.protocol.Header;
import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.HandshakeAnswer;
import dev.duplex.spring.HandshakeDetails;
import dev.duplex.spring.HandshakeFilter;
import dev.duplex.spring.endpoint.EndpointMatch;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Decides over handshakes that came to an endpoint: by the engine's rules, then by the
 * application's filters. Safe from any thread.
 */
public final class HandshakeFilterChain implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(HandshakeFilterChain.class);

	private static final int MAX_WAITING = 1024;

	private static final Header RETRY_AFTER = new Header("Retry-After", "5");

	private final WebSocketEngine engine;

	private final List<HandshakeFilter> filters;

	private final int workers;

	private final Duration timeout;

	private final ThreadPoolExecutor executor;

	private final AtomicBoolean warnedOfTime = new AtomicBoolean();

	private final AtomicBoolean warnedOfLoad = new AtomicBoolean();

	/**
	 * Creates the chain. It has no thread before the first filter is asked.
	 * @param engine decides over origin, subprotocol and limits
	 * @param filters the filters, in order
	 * @param workers how many threads filters may occupy that must not block the caller
	 * @param timeout how long such filters may take together
	 */
	public HandshakeFilterChain(WebSocketEngine engine, List<HandshakeFilter> filters, int workers, Duration timeout) {
		this.engine = engine;
		this.filters = List.copyOf(filters);
		this.workers = workers;
		this.timeout = timeout;
		CustomizableThreadFactory threads = new CustomizableThreadFactory("duplex-handshake-");
		threads.setDaemon(true);
		this.executor = new ThreadPoolExecutor(workers, workers, 30, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(MAX_WAITING), threads);
		this.executor.allowCoreThreadTimeOut(true);
	}

	/**
	 * A chain without filters.
	 * @param engine decides
	 * @return the chain
	 */
	public static HandshakeFilterChain none(WebSocketEngine engine) {
		return new HandshakeFilterChain(engine, List.of(), 1, Duration.ofSeconds(1));
	}

	/**
	 * Decides, in the caller's thread.
	 * @param match the endpoint
	 * @param request the request, well-formed
	 * @param principal the user that is known already, or {@code null}
	 * @return the decision; a filter that fails makes it a refusal
	 */
	public HandshakeDecision decide(EndpointMatch match, HandshakeRequest request, @Nullable Principal principal) {
		HandshakeDecision decision = ofEngine(match, request, principal);
		if (this.filters.isEmpty() || decision instanceof HandshakeDecision.Refuse) {
			return decision;
		}
		try {
			return ask(match, request, principal, (HandshakeDecision.Accept) decision);
		}
		catch (Throwable ex) {
			if (ex instanceof InterruptedException) {
				Thread.currentThread().interrupt();
			}
			return failed(match, ex);
		}
	}

	/**
	 * Decides without blocking the caller's thread: filters are asked in another one, and
	 * have a limited time.
	 * @param match the endpoint
	 * @param request the request, well-formed
	 * @param principal the user that is known already, or {@code null}
	 * @return the decision, complete already if no filter has to be asked. It never
	 * fails; cancelling it interrupts the filter
	 */
	public CompletableFuture<HandshakeDecision> decideAsync(EndpointMatch match, HandshakeRequest request,
			@Nullable Principal principal) {
		HandshakeDecision decision = ofEngine(match, request, principal);
		if (this.filters.isEmpty() || decision instanceof HandshakeDecision.Refuse) {
			return CompletableFuture.completedFuture(decision);
		}
		CompletableFuture<HandshakeDecision> result = new CompletableFuture<>();
		FutureTask<?> task = new FutureTask<>(
				() -> complete(result, match, request, principal, (HandshakeDecision.Accept) decision), null);
		HandshakeDecision tooLate = refusal(match, "filter_timeout");
		result.whenComplete((answer, failure) -> {
			if (answer == tooLate || failure != null) {
				task.cancel(true);
				this.executor.remove(task);
			}
			if (answer == tooLate) {
				warnOnce(this.warnedOfTime, "Handshake filters took longer than duplex.limits.handshake-filter-timeout="
						+ this.timeout.toMillis() + "ms");
			}
		});
		try {
			this.executor.execute(task);
		}
		catch (RejectedExecutionException ex) {
			warnOnce(this.warnedOfLoad, "All duplex.threads.handshake-workers=" + this.workers + " were busy, and "
					+ MAX_WAITING + " handshakes were waiting");
			result.complete(refusal(match, "filter_overload"));
			return result;
		}
		return result.completeOnTimeout(tooLate, this.timeout.toNanos(), TimeUnit.NANOSECONDS);
	}

	private void complete(CompletableFuture<HandshakeDecision> result, EndpointMatch match, HandshakeRequest request,
			@Nullable Principal principal, HandshakeDecision.Accept accept) {
		HandshakeDecision decision;
		try {
			decision = ask(match, request, principal, accept);
		}
		catch (Throwable ex) {
			if (result.isDone()) {
				// Interrupted, as the answer was given without it.
				return;
			}
			decision = failed(match, ex);
		}
		result.complete(decision);
	}

	private HandshakeDecision ask(EndpointMatch match, HandshakeRequest request, @Nullable Principal principal,
			HandshakeDecision.Accept accept) throws Exception {
		String endpoint = match.endpoint().name();
		HandshakeDetails details = new HandshakeDetails(endpoint, match.pathVariables(), request, principal,
				accept.subprotocol(), Map.of());
		List<Header> headers = new ArrayList<>();
		for (HandshakeFilter filter : this.filters) {
			HandshakeAnswer answer = filter.filter(details);
			if (answer instanceof HandshakeAnswer.Refuse refuse) {
				return new HandshakeDecision.Refuse(endpoint,
						new HandshakeRefusal(refuse.status(), "filter", refuse.headers(), refuse.body()));
			}
			if (!(answer instanceof HandshakeAnswer.Accept more)) {
				throw new IllegalStateException(filter.getClass().getName() + " gave no answer");
			}
			details = with(details, more, filter);
			headers.addAll(more.headers());
		}
		return accepted(match, details, headers);
	}

	private static HandshakeDetails with(HandshakeDetails details, HandshakeAnswer.Accept more,
			HandshakeFilter filter) {
		String subprotocol = more.subprotocol();
		if (subprotocol != null && !details.request().subprotocols().contains(subprotocol)) {
			throw new IllegalStateException(
					filter.getClass().getName() + " chose a subprotocol that the client does not offer");
		}
		Map<String, Object> attributes = new HashMap<>(details.attributes());
		attributes.putAll(more.attributes());
		return new HandshakeDetails(details.endpoint(), details.pathVariables(), details.request(),
				(more.principal() != null) ? more.principal() : details.principal(),
				(subprotocol != null) ? subprotocol : details.subprotocol(), attributes);
	}

	/**
	 * The engine is asked once more: while the filters were, connections may have become
	 * too many, or a drain may have begun.
	 */
	private HandshakeDecision accepted(EndpointMatch match, HandshakeDetails details, List<Header> headers) {
		HandshakeDecision decision = ofEngine(match, details.request(), details.principal());
		if (!(decision instanceof HandshakeDecision.Accept accept)) {
			return decision;
		}
		List<Header> all = new ArrayList<>(accept.headers());
		all.addAll(headers);
		return new HandshakeDecision.Accept(accept.endpoint(), accept.pathVariables(), details.subprotocol(),
				accept.principal(), all, accept.deflate(), details.attributes());
	}

	private HandshakeDecision ofEngine(EndpointMatch match, HandshakeRequest request, @Nullable Principal principal) {
		return this.engine.decide(match.endpoint(), request, match.pathVariables(), principal);
	}

	private HandshakeDecision failed(EndpointMatch match, Throwable failure) {
		this.engine.decisionFailed(failure);
		return new HandshakeDecision.Refuse(match.endpoint().name(),
				HandshakeRefusal.of(500, "error", "The handshake failed."));
	}

	private static HandshakeDecision refusal(EndpointMatch match, String reason) {
		return new HandshakeDecision.Refuse(match.endpoint().name(),
				HandshakeRefusal.of(503, reason, "The server is too busy.", RETRY_AFTER));
	}

	/**
	 * Once, as clients could fill the log else; all are counted by their reason.
	 */
	private static void warnOnce(AtomicBoolean warned, String message) {
		if (warned.compareAndSet(false, true)) {
			logger.warn(message + ", so a handshake was answered 503. This is not logged again");
		}
	}

	/**
	 * Interrupts filters that are asked. Handshakes under way are not answered any more
	 * but by their timeout.
	 */
	@Override
	public void close() {
		this.executor.shutdownNow();
	}

}
