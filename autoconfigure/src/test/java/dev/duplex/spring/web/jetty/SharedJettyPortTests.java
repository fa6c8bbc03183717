package dev.duplex.spring.web.jetty;

import dev.duplex.spring.web.SharedServletPortTestBase;

/**
 * Endpoints on the port of Jetty.
 */
class SharedJettyPortTests extends SharedServletPortTestBase {

	SharedJettyPortTests() {
		super("jetty");
	}

}
