package dev.duplex.spring.web.tomcat;

import dev.duplex.spring.web.SecuredPortTestBase;

import org.springframework.boot.WebApplicationType;

/**
 * Endpoints on the port of Tomcat behind Spring Security.
 */
class SecuredTomcatPortTests extends SecuredPortTestBase {

	SecuredTomcatPortTests() {
		super(WebApplicationType.SERVLET, "tomcat", "server.servlet.context-path=/shop");
	}

}
