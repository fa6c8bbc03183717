package dev.duplex.sample;

import org.springframework.core.env.Environment;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Tells the pages where the endpoints listen: beside them, or on a port of their own when
 * {@code duplex.server.port} is set.
 */
@RestController
class PageConfiguration {

	private final Environment environment;

	PageConfiguration(Environment environment) {
		this.environment = environment;
	}

	@GetMapping(path = "/config.js", produces = "text/javascript")
	ResponseEntity<String> script() {
		Integer port = this.environment.getProperty("local.duplex.port", Integer.class);
		return ResponseEntity.ok()
			.cacheControl(CacheControl.noStore())
			.body("export const webSocketPort = %s;\n".formatted(port));
	}

}
