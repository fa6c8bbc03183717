package dev.duplex.spring.web.jetty;

import dev.duplex.spring.web.SecuredPortTestBase;

import org.springframework.boot.WebApplicationType;

/**
 * Endpoints on the port of Jetty behind Spring Security, which are beside the path of the
 * servlet.
 */
class SecuredJettyPortTests extends SecuredPortTestBase {

	SecuredJettyPortTests() {
		super(WebApplicationType.SERVLET, "jetty", "server.servlet.context-path=/shop", "spring.mvc.servlet.path=/mvc");
	}

}
