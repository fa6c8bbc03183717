package dev.duplex.spring.web.tomcat;

import dev.duplex.spring.web.SecuredPortTestBase;

/**
 * Endpoints on the port of Tomcat behind Spring Security.
 */
class SecuredTomcatPortTests extends SecuredPortTestBase {

	SecuredTomcatPortTests() {
		super("tomcat");
	}

}
