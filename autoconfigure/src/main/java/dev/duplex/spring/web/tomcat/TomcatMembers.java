package dev.duplex.spring.web.tomcat;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import javax.net.ssl.SSLEngine;

import org.apache.coyote.http11.upgrade.InternalHttpUpgradeHandler;
import org.apache.tomcat.util.net.Nio2Channel;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.SecureNio2Channel;
import org.apache.tomcat.util.net.SecureNioChannel;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.apache.tomcat.util.net.SocketWrapperBase.BlockingMode;
import org.apache.tomcat.util.net.SocketWrapperBase.CompletionCheck;
import org.apache.tomcat.util.net.SocketWrapperBase.CompletionState;
import org.jspecify.annotations.Nullable;

/**
 * What a connection that is taken over asks of Tomcat. It is public, but no documented
 * interface of Tomcat's, so another version may lack some of it, which is better known
 * when the application starts.
 */
final class TomcatMembers {

	private static final Member SOCKET = Member.of(SocketWrapperBase.class, Object.class, "getSocket");

	private static final Member PROCESS = Member.of(SocketWrapperBase.class, void.class, "processSocket",
			SocketEvent.class, boolean.class);

	private static final Member NIO = Member.of(NioChannel.class, SocketChannel.class, "getIOChannel");

	private static final Member NIO_TLS = Member.of(SecureNioChannel.class, SSLEngine.class, "getSslEngine");

	/** To lend its channel. */
	static final List<Member> FOR_LENDING = List.of(SOCKET, PROCESS, NIO, NIO_TLS,
			Member.of(InternalHttpUpgradeHandler.class, boolean.class, "hasAsyncIO"),
			Member.of(NioChannel.class, SocketBufferHandler.class, "getBufHandler"),
			Member.of(SocketBufferHandler.class, void.class, "configureReadBufferForRead"),
			Member.of(SocketBufferHandler.class, ByteBuffer.class, "getReadBuffer"),
			Member.of(SecureNioChannel.class, int.class, "getOutboundRemaining"),
			Member.of(SecureNioChannel.class, boolean.class, "flushOutbound"));

	/** To be served by Tomcat's threads. */
	static final List<Member> FOR_ITS_THREADS = List.of(SOCKET, PROCESS, NIO, NIO_TLS,
			Member.of(Nio2Channel.class, AsynchronousSocketChannel.class, "getIOChannel"),
			Member.of(SecureNio2Channel.class, SSLEngine.class, "getSslEngine"),
			Member.of(SocketWrapperBase.class, ReentrantLock.class, "getLock"),
			Member.of(SocketWrapperBase.class, int.class, "read", boolean.class, ByteBuffer.class),
			Member.of(SocketWrapperBase.class, boolean.class, "isClosed"),
			Member.of(SocketWrapperBase.class, void.class, "registerReadInterest"),
			Member.of(SocketWrapperBase.class, CompletionState.class, "write", ByteBuffer[].class, int.class, int.class,
					BlockingMode.class, long.class, TimeUnit.class, Object.class, CompletionCheck.class,
					CompletionHandler.class));

	private TomcatMembers() {
	}

	/**
	 * Looks for each member.
	 * @return the first that is missing, or {@code null}
	 */
	static @Nullable String missing(List<Member> members) {
		return members.stream().filter((member) -> !member.exists()).map(Member::toString).findFirst().orElse(null);
	}

	/**
	 * A method of Tomcat's.
	 *
	 * @param owner its class
	 * @param name its name
	 * @param type what it takes and returns
	 */
	record Member(Class<?> owner, String name, MethodType type) {

		static Member of(Class<?> owner, Class<?> returned, String name, Class<?>... parameters) {
			return new Member(owner, name, MethodType.methodType(returned, parameters));
		}

		/**
		 * Found as the JVM would when it is called.
		 */
		private boolean exists() {
			try {
				MethodHandles.publicLookup().findVirtual(this.owner, this.name, this.type);
				return true;
			}
			catch (NoSuchMethodException | IllegalAccessException ex) {
				return false;
			}
		}

		@Override
		public String toString() {
			return this.owner.getSimpleName() + "." + this.name + this.type;
		}

	}

}
