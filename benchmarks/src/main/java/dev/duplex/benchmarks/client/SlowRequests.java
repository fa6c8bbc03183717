package dev.duplex.benchmarks.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

/**
 * Keeps more slow requests under way than a servlet container has threads, so that none
 * is ever free: whoever needs one waits as long as a request that came at the same time.
 */
public final class SlowRequests {

	/** Twice the threads of Tomcat and Jetty by default. */
	private static final int COUNT = 400;

	private static final long TIMEOUT_SECONDS = 30;

	private static final Executor LATER = CompletableFuture.delayedExecutor(10, TimeUnit.MILLISECONDS);

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final HttpRequest request;

	private final CountDownLatch begun = new CountDownLatch(COUNT);

	private volatile boolean stopped;

	private volatile @Nullable String failure;

	private SlowRequests(Target target) {
		this.request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + target.port() + "/slow")).build();
	}

	/**
	 * Starts them.
	 * @param target the server, which has something slow at {@code /slow}
	 * @return the requests, each of which has been answered once
	 * @throws IOException if that does not come about
	 */
	public static SlowRequests start(Target target) throws IOException {
		SlowRequests requests = new SlowRequests(target);
		for (int i = 0; i < COUNT; i++) {
			requests.send(true);
		}
		try {
			if (!requests.begun.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
				requests.stop();
				throw new IOException(requests.begun.getCount() + " of " + COUNT + " slow requests were not answered: "
						+ requests.failure);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException(ex);
		}
		return requests;
	}

	private void send(boolean first) {
		this.client.sendAsync(this.request, BodyHandlers.discarding()).whenComplete((response, failure) -> {
			if (!this.stopped) {
				answered(first, response, failure);
			}
		});
	}

	/**
	 * Goes on. A server that closes a connection between requests may fail one.
	 */
	private void answered(boolean first, @Nullable HttpResponse<Void> response, @Nullable Throwable failure) {
		if (response != null && response.statusCode() == 200) {
			if (first) {
				this.begun.countDown();
			}
			send(false);
		}
		else {
			this.failure = (response != null) ? "answered with " + response.statusCode() : String.valueOf(failure);
			LATER.execute(() -> send(first));
		}
	}

	/**
	 * Sends no more. Those under way end by themselves.
	 */
	public void stop() {
		this.stopped = true;
	}

}
