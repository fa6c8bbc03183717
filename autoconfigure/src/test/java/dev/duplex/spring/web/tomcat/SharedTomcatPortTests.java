package dev.duplex.spring.web.tomcat;

import dev.duplex.spring.web.SharedServletPortTestBase;

/**
 * Endpoints on the port of Tomcat.
 */
class SharedTomcatPortTests extends SharedServletPortTestBase {

	SharedTomcatPortTests() {
		super("tomcat");
	}

}
