package dev.duplex.spring.web.netty;

import dev.duplex.spring.testing.WebServerFilter;
import dev.duplex.spring.web.SecuredPortTestBase;

import org.springframework.boot.WebApplicationType;

/**
 * Endpoints on the port of Reactor Netty, behind Spring Security and below a base path.
 */
class SecuredNettyPortTests extends SecuredPortTestBase {

	SecuredNettyPortTests() {
		super(WebApplicationType.REACTIVE, WebServerFilter.REACTOR_NETTY, "spring.webflux.base-path=/shop");
	}

}
