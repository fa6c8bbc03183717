package dev.duplex.spring.web.tomcat;

import dev.duplex.spring.web.SecuredPortTestBase;

import org.springframework.boot.WebApplicationType;

/**
 * Endpoints on the port of Tomcat behind Spring Security. Tomcat runs no filter for a
 * path that no servlet is mapped to, so there has to be one for all.
 */
class SecuredTomcatPortTests extends SecuredPortTestBase {

	SecuredTomcatPortTests() {
		super(WebApplicationType.SERVLET, "tomcat", "server.servlet.context-path=/shop", "spring.mvc.servlet.path=/mvc",
				"server.servlet.register-default-servlet=true");
	}

}
