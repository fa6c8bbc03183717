package dev.duplex.spring.autoconfigure.tomcat;

import dev.duplex.engine.runtime.WebSocketEngine;
import dev.duplex.spring.autoconfigure.DuplexAutoConfiguration;
import dev.duplex.spring.autoconfigure.DuplexProperties;
import dev.duplex.spring.autoconfigure.DuplexServerAutoConfiguration;
import dev.duplex.spring.server.ListenerLifecycle;
import dev.duplex.spring.web.tomcat.TomcatAnswerListener;
import dev.duplex.spring.web.tomcat.TomcatConnectors;
import dev.duplex.spring.web.tomcat.TomcatHints;
import jakarta.servlet.Filter;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;

/**
 * Auto-configuration of endpoints on the port of Tomcat.
 */
@AutoConfiguration(after = { DuplexAutoConfiguration.class, DuplexServerAutoConfiguration.class })
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass(value = { Filter.class, TomcatServletWebServerFactory.class },
		name = "org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler")
@ConditionalOnBean(WebSocketEngine.class)
@ConditionalOnMissingBean(ListenerLifecycle.class)
@ImportRuntimeHints(TomcatHints.class)
public final class DuplexTomcatAutoConfiguration {

	DuplexTomcatAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	TomcatConnectors webSocketTomcatConnectors(WebSocketEngine engine, DuplexProperties properties,
			ApplicationContext applicationContext) {
		DuplexProperties.Tomcat tomcat = properties.getServer().getTomcat();
		return new TomcatConnectors(engine, tomcat.getIo(), tomcat.isReleaseBuffers(), applicationContext);
	}

	@Bean
	@ConditionalOnMissingBean
	TomcatAnswerListener webSocketTomcatAnswerListener() {
		return new TomcatAnswerListener();
	}

}
