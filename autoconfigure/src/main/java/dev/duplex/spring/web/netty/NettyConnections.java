package dev.duplex.spring.web.netty;

import dev.duplex.spring.server.StartupCheck;
import dev.duplex.spring.web.UnsupportedWebServerCheck;
import reactor.netty.http.Http2SettingsSpec;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.context.properties.PropertyMapper;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.NettyWebServer;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;

/**
 * Prepares the connections of Reactor Netty for being taken over, and checks that it is
 * the web server.
 */
public final class NettyConnections
		implements WebServerFactoryCustomizer<NettyReactiveWebServerFactory>, StartupCheck, Ordered {

	private final ApplicationContext applicationContext;

	/**
	 * Creates it.
	 * @param applicationContext the web server's
	 */
	public NettyConnections(ApplicationContext applicationContext) {
		this.applicationContext = applicationContext;
	}

	@Override
	public void customize(NettyReactiveWebServerFactory factory) {
		factory.addServerCustomizers(NettyConnections::prepare);
	}

	/**
	 * Last of all customizers, as it goes by what the others have set.
	 */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	static HttpServer prepare(HttpServer server) {
		return allowExtendedConnect(server)
			.doOnChannelInit((observer, channel, remoteAddress) -> EarlyBytes.install(channel.pipeline()));
	}

	/**
	 * Has HTTP/2 connections say that they take WebSockets (RFC 8441 section 3), unless
	 * the application has decided over it. Of no effect where HTTP/2 is off.
	 */
	private static HttpServer allowExtendedConnect(HttpServer server) {
		Http2SettingsSpec settings = server.configuration().http2SettingsSpec();
		if (settings != null && settings.connectProtocolEnabled() != null) {
			return server;
		}
		return server.http2Settings((builder) -> {
			if (settings != null) {
				copy(settings, builder);
			}
			builder.connectProtocolEnabled(true);
		});
	}

	/**
	 * Settings can only be set all at once.
	 */
	private static void copy(Http2SettingsSpec from, Http2SettingsSpec.Builder to) {
		PropertyMapper map = PropertyMapper.get();
		map.from(from::headerTableSize).to(to::headerTableSize);
		map.from(from::initialWindowSize).to(to::initialWindowSize);
		map.from(from::maxConcurrentStreams).to(to::maxConcurrentStreams);
		map.from(from::maxFrameSize).to(to::maxFrameSize);
		map.from(from::maxHeaderListSize).to(to::maxHeaderListSize);
		map.from(from::maxStreams).to(to::maxStreams);
		map.from(from::pingAckTimeout).to(to::pingAckTimeout);
		map.from(from::pingAckDropThreshold).to(to::pingAckDropThreshold);
		Integer decoded = from.maxDecodedRstFramesPerWindow();
		Integer decodedSeconds = from.maxDecodedRstFramesSecondsPerWindow();
		if (decoded != null && decodedSeconds != null) {
			to.maxDecodedRstFramesPerWindow(decoded, decodedSeconds);
		}
		Integer encoded = from.maxEncodedRstFramesPerWindow();
		Integer encodedSeconds = from.maxEncodedRstFramesSecondsPerWindow();
		if (encoded != null && encodedSeconds != null) {
			to.maxEncodedRstFramesPerWindow(encoded, encodedSeconds);
		}
	}

	@Override
	public void check() {
		if (this.applicationContext instanceof WebServerApplicationContext context) {
			WebServer server = context.getWebServer();
			if (server != null && !(server instanceof NettyWebServer)) {
				throw UnsupportedWebServerCheck.unsupported(server);
			}
		}
	}

}
