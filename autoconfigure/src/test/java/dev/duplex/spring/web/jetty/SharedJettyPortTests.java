package dev.duplex.spring.web.jetty;

import dev.duplex.spring.web.SharedPortTestBase;

/**
 * Endpoints on the port of Jetty.
 */
class SharedJettyPortTests extends SharedPortTestBase {

	SharedJettyPortTests() {
		super("jetty");
	}

}
