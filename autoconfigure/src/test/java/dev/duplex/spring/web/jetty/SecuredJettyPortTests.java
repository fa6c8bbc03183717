package dev.duplex.spring.web.jetty;

import dev.duplex.spring.web.SecuredPortTestBase;

/**
 * Endpoints on the port of Jetty behind Spring Security, which are beside the path of the
 * servlet.
 */
class SecuredJettyPortTests extends SecuredPortTestBase {

	SecuredJettyPortTests() {
		super("jetty", "/mvc");
	}

}
