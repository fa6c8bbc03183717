package dev.duplex.spring.web.tomcat;

import dev.duplex.spring.web.SharedPortTestBase;

/**
 * Endpoints on the port of Tomcat.
 */
class SharedTomcatPortTests extends SharedPortTestBase {

	SharedTomcatPortTests() {
		super("tomcat");
	}

}
