package dev.duplex.spring.web.tomcat;

import java.nio.channels.NetworkChannel;

import javax.net.ssl.SSLEngine;

import org.apache.tomcat.util.net.Nio2Channel;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SecureNio2Channel;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/**
 * What is behind a socket of Tomcat.
 *
 * @param channel TCP, which stays this peer's for ever, unlike Tomcat's object around it
 * @param nio Tomcat's object, if it can be lent
 * @param tls the engine of TLS, or {@code null} for none
 */
record TomcatSocket(NetworkChannel channel, @Nullable NioChannel nio, @Nullable SSLEngine tls) {

	/**
	 * Looks into a socket.
	 * @throws IllegalStateException if it is of an unknown kind
	 */
	static TomcatSocket of(SocketWrapperBase<?> socket) {
		Object channel = socket.getSocket();
		if (channel instanceof SecureNioChannel secure) {
			SSLEngine tls = secure.getSslEngine();
			return new TomcatSocket(secure.getIOChannel(), isOfTheJdk(tls) ? secure : null, tls);
		}
		if (channel instanceof NioChannel nio) {
			return new TomcatSocket(nio.getIOChannel(), nio, null);
		}
		if (channel instanceof Nio2Channel nio2) {
			return new TomcatSocket(nio2.getIOChannel(), null,
					(nio2 instanceof SecureNio2Channel secure) ? secure.getSslEngine() : null);
		}
		throw new IllegalStateException("Unknown kind of socket: " + channel.getClass().getName());
	}

	/**
	 * Other TLS than the JDK's has not been seen to bear a loop of ours.
	 */
	private static boolean isOfTheJdk(SSLEngine tls) {
		return !tls.getClass().getName().startsWith("org.apache.tomcat.");
	}

	@Nullable TlsGuard guard() {
		return (this.tls != null) ? new TlsGuard(this.tls) : null;
	}

}
