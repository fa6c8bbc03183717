package dev.duplex.benchmarks.server;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Requests that hold a thread of the servlet container.
 */
@RestController
class SlowRequests {

	/** How long one takes. */
	private static final int MILLIS = 500;

	@GetMapping("/slow")
	void hold() throws InterruptedException {
		Thread.sleep(MILLIS);
	}

}
