package dev.duplex.spring.web.tomcat;

import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketBufferHandler;
import org.jspecify.annotations.Nullable;

/**
 * The NIO connector's protocol with sockets that, once they are lent, release their
 * buffers.
 * <p>
 * Public, with a constructor without arguments, as Tomcat makes it; not for applications.
 */
public final class ReleasingNioProtocol extends Http11NioProtocol {

	/**
	 * Called by Tomcat.
	 */
	public ReleasingNioProtocol() {
		super(new Endpoint());
	}

	/**
	 * Makes a channel and has it release and take up its buffers again.
	 * @throws LinkageError if this version of Tomcat is made otherwise
	 */
	static void tryOut() {
		Endpoint endpoint = new Endpoint();
		ReleasableBuffers buffers = new ReleasableBuffers(new SocketBufferHandler(1, 1, false));
		ReleasableTlsChannel channel = new ReleasableTlsChannel(buffers, endpoint, endpoint.pool());
		channel.release();
		channel.acquire();
		channel.release();
		buffers.release();
	}

	private static final class Endpoint extends NioEndpoint {

		private @Nullable TlsBufferPool pool;

		@Override
		protected NioChannel createChannel(SocketBufferHandler buffer) {
			ReleasableBuffers buffers = new ReleasableBuffers(buffer);
			return isSSLEnabled() ? new ReleasableTlsChannel(buffers, this, pool()) : new NioChannel(buffers);
		}

		/**
		 * Made with the first channel, when all properties are set.
		 */
		private synchronized TlsBufferPool pool() {
			TlsBufferPool pool = this.pool;
			if (pool == null) {
				pool = new TlsBufferPool(getSocketProperties().getDirectSslBuffer());
				this.pool = pool;
			}
			return pool;
		}

	}

}
