package dev.duplex.spring.autoconfigure;

import java.net.InetAddress;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.duplex.engine.OverflowPolicy;
import dev.duplex.engine.protocol.ForwardedHeaders;
import dev.duplex.spring.server.SslBundleEngineFactory.ClientAuthentication;
import dev.duplex.spring.web.tomcat.TomcatIo;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.convert.DataSizeUnit;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;
import org.springframework.util.unit.DataUnit;

/**
 * Configuration properties for WebSocket endpoints and clients.
 */
@ConfigurationProperties("duplex")
public class DuplexProperties {

	/**
	 * Longest time that a peer may send nothing at all, Pongs included, or -1 for no
	 * limit. After it the connection is closed with 1001. Must be longer than a
	 * heartbeat's interval and timeout together. If a duration suffix is not specified,
	 * seconds will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration idleTimeout = Duration.ofSeconds(60);

	/**
	 * Longest time that a peer may take to close after a Close frame was sent to it.
	 * After it the connection is ended. If a duration suffix is not specified, seconds
	 * will be used.
	 */
	@DurationUnit(ChronoUnit.SECONDS)
	private Duration closeTimeout = Duration.ofSeconds(5);

	/**
	 * Clients, by the id that their endpoint or the code names them by.
	 */
	private final Map<String, DuplexClientProperties> client = new LinkedHashMap<>();

	/**
	 * Endpoints, by the id that their annotation or their bean's name gives them.
	 */
	private final Map<String, DuplexEndpointProperties> endpoints = new LinkedHashMap<>();

	private final Server server = new Server();

	private final Limits limits = new Limits();

	private final Outbound outbound = new Outbound();

	private final Compression compression = new Compression();

	private final Heartbeat heartbeat = new Heartbeat();

	private final Security security = new Security();

	private final Threads threads = new Threads();

	private final Topics topics = new Topics();

	private final Json json = new Json();

	private final Shutdown shutdown = new Shutdown();

	public Duration getIdleTimeout() {
		return this.idleTimeout;
	}

	public void setIdleTimeout(Duration idleTimeout) {
		this.idleTimeout = idleTimeout;
	}

	public Duration getCloseTimeout() {
		return this.closeTimeout;
	}

	public void setCloseTimeout(Duration closeTimeout) {
		this.closeTimeout = closeTimeout;
	}

	public Map<String, DuplexClientProperties> getClient() {
		return this.client;
	}

	public Map<String, DuplexEndpointProperties> getEndpoints() {
		return this.endpoints;
	}

	public Server getServer() {
		return this.server;
	}

	public Limits getLimits() {
		return this.limits;
	}

	public Outbound getOutbound() {
		return this.outbound;
	}

	public Compression getCompression() {
		return this.compression;
	}

	public Heartbeat getHeartbeat() {
		return this.heartbeat;
	}

	public Security getSecurity() {
		return this.security;
	}

	public Threads getThreads() {
		return this.threads;
	}

	public Topics getTopics() {
		return this.topics;
	}

	public Json getJson() {
		return this.json;
	}

	public Shutdown getShutdown() {
		return this.shutdown;
	}

	/**
	 * An own listener.
	 */
	public static class Server {

		/**
		 * Port of an own listener for the endpoints, or 0 for any free one. When not set,
		 * they share the web server's port, or listen on port 9090 in an application
		 * without a web server.
		 */
		private @Nullable Integer port;

		/**
		 * Network address to which the own listener binds. When not set, all addresses.
		 */
		private @Nullable InetAddress address;

		/**
		 * Largest number of TCP connections that the operating system holds until the own
		 * listener accepts them.
		 */
		private int backlog = 1024;

		/**
		 * Whether clients of the own listener may connect without authentication by
		 * Spring Security, although the application uses it.
		 */
		private boolean allowUnauthenticated;

		/**
		 * Addresses of the proxies in front of the own listener that are believed when
		 * they tell of a client, such as 10.0.0.5 or 10.0.0.0/8. Nobody else is.
		 */
		private List<String> trustedProxies = new ArrayList<>();

		/**
		 * Headers by which trusted proxies tell of a client: X-Forwarded-For, -Proto,
		 * -Host and -Port (x-forwarded), Forwarded (forwarded), or none. When not set,
		 * those of x-forwarded, or none if the PROXY protocol is required.
		 */
		private @Nullable ForwardedHeaders forwardedHeaders;

		/**
		 * Whether each connection to the own listener must begin with a header of the
		 * PROXY protocol, version 1 or 2, from a trusted proxy (required), or must not
		 * (off).
		 */
		private ProxyProtocol proxyProtocol = ProxyProtocol.OFF;

		private final Ssl ssl = new Ssl();

		private final Tomcat tomcat = new Tomcat();

		public @Nullable Integer getPort() {
			return this.port;
		}

		public void setPort(@Nullable Integer port) {
			this.port = port;
		}

		public @Nullable InetAddress getAddress() {
			return this.address;
		}

		public void setAddress(@Nullable InetAddress address) {
			this.address = address;
		}

		public int getBacklog() {
			return this.backlog;
		}

		public void setBacklog(int backlog) {
			this.backlog = backlog;
		}

		public Ssl getSsl() {
			return this.ssl;
		}

		public Tomcat getTomcat() {
			return this.tomcat;
		}

		public boolean isAllowUnauthenticated() {
			return this.allowUnauthenticated;
		}

		public void setAllowUnauthenticated(boolean allowUnauthenticated) {
			this.allowUnauthenticated = allowUnauthenticated;
		}

		public List<String> getTrustedProxies() {
			return this.trustedProxies;
		}

		public void setTrustedProxies(List<String> trustedProxies) {
			this.trustedProxies = trustedProxies;
		}

		public @Nullable ForwardedHeaders getForwardedHeaders() {
			return this.forwardedHeaders;
		}

		public void setForwardedHeaders(@Nullable ForwardedHeaders forwardedHeaders) {
			this.forwardedHeaders = forwardedHeaders;
		}

		public ProxyProtocol getProxyProtocol() {
			return this.proxyProtocol;
		}

		public void setProxyProtocol(ProxyProtocol proxyProtocol) {
			this.proxyProtocol = proxyProtocol;
		}

		/**
		 * Whether the PROXY protocol is spoken.
		 */
		public enum ProxyProtocol {

			/**
			 * No connection begins with its header.
			 */
			OFF,

			/**
			 * Every connection begins with its header.
			 */
			REQUIRED

		}

	}

	/**
	 * Endpoints on Tomcat's port.
	 */
	public static class Tomcat {

		/**
		 * Whose threads move the bytes of WebSockets on Tomcat's port: our event loops,
		 * on channels that Tomcat lends, so that slow HTTP requests delay none (adopted),
		 * or Tomcat's own (container). When not set, ours, except for connectors that
		 * cannot lend.
		 */
		private @Nullable TomcatIo io;

		/**
		 * Whether a connection gives Tomcat's buffers back when it becomes a WebSocket:
		 * 16 KB of heap less for each, 68 KB less with TLS. Tomcat gets a connector of
		 * ours for it, made of Tomcat's NIO connector.
		 */
		private boolean releaseBuffers;

		public @Nullable TomcatIo getIo() {
			return this.io;
		}

		public void setIo(@Nullable TomcatIo io) {
			this.io = io;
		}

		public boolean isReleaseBuffers() {
			return this.releaseBuffers;
		}

		public void setReleaseBuffers(boolean releaseBuffers) {
			this.releaseBuffers = releaseBuffers;
		}

	}

	/**
	 * TLS of the own listener.
	 */
	public static class Ssl {

		/**
		 * Whether the own listener speaks TLS. When not set, it does if a bundle is
		 * named.
		 */
		private @Nullable Boolean enabled;

		/**
		 * Name of the SSL bundle with the own listener's key.
		 */
		private @Nullable String bundle;

		/**
		 * Whether clients of the own listener show a certificate: not asked (none), asked
		 * (want), or refused without a trusted one (need).
		 */
		private ClientAuthentication clientAuth = ClientAuthentication.NONE;

		/**
		 * SSL bundles for particular server names that clients ask for.
		 */
		private List<ServerNameBundle> serverNameBundles = new ArrayList<>();

		public @Nullable Boolean getEnabled() {
			return this.enabled;
		}

		public void setEnabled(@Nullable Boolean enabled) {
			this.enabled = enabled;
		}

		public @Nullable String getBundle() {
			return this.bundle;
		}

		public void setBundle(@Nullable String bundle) {
			this.bundle = bundle;
		}

		public ClientAuthentication getClientAuth() {
			return this.clientAuth;
		}

		public void setClientAuth(ClientAuthentication clientAuth) {
			this.clientAuth = clientAuth;
		}

		public List<ServerNameBundle> getServerNameBundles() {
			return this.serverNameBundles;
		}

		public void setServerNameBundles(List<ServerNameBundle> serverNameBundles) {
			this.serverNameBundles = serverNameBundles;
		}

		/**
		 * SSL bundle for a server name.
		 *
		 * @param serverName the name that clients ask for
		 * @param bundle the name of the bundle
		 */
		public record ServerNameBundle(String serverName, String bundle) {
		}

	}

	/**
	 * What a peer may do.
	 */
	public static class Limits {

		/**
		 * Longest time from accepting a TCP connection to the end of its opening
		 * handshake, on the own listener. If a duration suffix is not specified, seconds
		 * will be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration handshakeTimeout = Duration.ofSeconds(10);

		/**
		 * Longest time that all HandshakeFilter beans together may take over an opening
		 * handshake, on the own listener and on Reactor Netty. After it the filter's
		 * thread is interrupted and the handshake is answered 503. Must be shorter than
		 * the handshake timeout. If a duration suffix is not specified, seconds will be
		 * used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration handshakeFilterTimeout = Duration.ofSeconds(5);

		/**
		 * Largest request line of an opening handshake, on the own listener. A longer one
		 * is answered 414. If a size suffix is not specified, bytes will be used.
		 */
		@DataSizeUnit(DataUnit.BYTES)
		private DataSize maxRequestLine = DataSize.ofKilobytes(4);

		/**
		 * Largest size of all headers of an opening handshake, on the own listener. More
		 * is answered 431. If a size suffix is not specified, bytes will be used.
		 */
		@DataSizeUnit(DataUnit.BYTES)
		private DataSize maxHeaderSize = DataSize.ofKilobytes(8);

		/**
		 * Largest number of headers of an opening handshake, on the own listener. More is
		 * answered 431.
		 */
		private int maxHeaders = 100;

		/**
		 * Largest payload of one received frame, or -1 for no limit but the message's. A
		 * larger one closes the connection with 1009. If a size suffix is not specified,
		 * bytes will be used.
		 */
		@DataSizeUnit(DataUnit.BYTES)
		private DataSize maxFrameSize = DataSize.ofKilobytes(64);

		/**
		 * Largest payload of one received message, up to 1 GB. A larger one closes the
		 * connection with 1009. If a size suffix is not specified, bytes will be used.
		 */
		@DataSizeUnit(DataUnit.BYTES)
		private DataSize maxMessageSize = DataSize.ofKilobytes(64);

		/**
		 * Largest number of frames that one received message may come in, or -1 for no
		 * limit. More close the connection with 1008.
		 */
		private int maxFragments = 1024;

		/**
		 * Largest number of Ping and Pong frames that a peer may send within any ten
		 * seconds, or -1 for no limit. More close the connection with 1008.
		 */
		private int maxControlFrames = 1000;

		/**
		 * Number of received messages that wait for a connection's handler, after which
		 * reading from the connection pauses.
		 */
		private int maxPendingMessages = 16;

		/**
		 * Largest number of open connections, or -1 for no limit. Further handshakes are
		 * answered 503.
		 */
		private int maxConnections = 10000;

		/**
		 * Largest number of opening handshakes under way at once, on the own listener.
		 * Beyond it, accepting waits.
		 */
		private int maxUnfinishedHandshakes = 1024;

		/**
		 * Largest number of slow opening handshakes under way at once from one address,
		 * on the own listener, or -1 for no limit: those whose request came in pieces or
		 * not within a second. Further ones are closed.
		 */
		private int maxUnfinishedHandshakesPerAddress = 64;

		public Duration getHandshakeTimeout() {
			return this.handshakeTimeout;
		}

		public void setHandshakeTimeout(Duration handshakeTimeout) {
			this.handshakeTimeout = handshakeTimeout;
		}

		public Duration getHandshakeFilterTimeout() {
			return this.handshakeFilterTimeout;
		}

		public void setHandshakeFilterTimeout(Duration handshakeFilterTimeout) {
			this.handshakeFilterTimeout = handshakeFilterTimeout;
		}

		public DataSize getMaxRequestLine() {
			return this.maxRequestLine;
		}

		public void setMaxRequestLine(DataSize maxRequestLine) {
			this.maxRequestLine = maxRequestLine;
		}

		public DataSize getMaxHeaderSize() {
			return this.maxHeaderSize;
		}

		public void setMaxHeaderSize(DataSize maxHeaderSize) {
			this.maxHeaderSize = maxHeaderSize;
		}

		public int getMaxHeaders() {
			return this.maxHeaders;
		}

		public void setMaxHeaders(int maxHeaders) {
			this.maxHeaders = maxHeaders;
		}

		public DataSize getMaxFrameSize() {
			return this.maxFrameSize;
		}

		public void setMaxFrameSize(DataSize maxFrameSize) {
			this.maxFrameSize = maxFrameSize;
		}

		public DataSize getMaxMessageSize() {
			return this.maxMessageSize;
		}

		public void setMaxMessageSize(DataSize maxMessageSize) {
			this.maxMessageSize = maxMessageSize;
		}

		public int getMaxFragments() {
			return this.maxFragments;
		}

		public void setMaxFragments(int maxFragments) {
			this.maxFragments = maxFragments;
		}

		public int getMaxControlFrames() {
			return this.maxControlFrames;
		}

		public void setMaxControlFrames(int maxControlFrames) {
			this.maxControlFrames = maxControlFrames;
		}

		public int getMaxPendingMessages() {
			return this.maxPendingMessages;
		}

		public void setMaxPendingMessages(int maxPendingMessages) {
			this.maxPendingMessages = maxPendingMessages;
		}

		public int getMaxConnections() {
			return this.maxConnections;
		}

		public void setMaxConnections(int maxConnections) {
			this.maxConnections = maxConnections;
		}

		public int getMaxUnfinishedHandshakes() {
			return this.maxUnfinishedHandshakes;
		}

		public void setMaxUnfinishedHandshakes(int maxUnfinishedHandshakes) {
			this.maxUnfinishedHandshakes = maxUnfinishedHandshakes;
		}

		public int getMaxUnfinishedHandshakesPerAddress() {
			return this.maxUnfinishedHandshakesPerAddress;
		}

		public void setMaxUnfinishedHandshakesPerAddress(int maxUnfinishedHandshakesPerAddress) {
			this.maxUnfinishedHandshakesPerAddress = maxUnfinishedHandshakesPerAddress;
		}

	}

	/**
	 * What waits to be sent.
	 */
	public static class Outbound {

		/**
		 * Largest size of what waits to be sent on one connection, or -1 for no limit. A
		 * connection that passes it is closed with 1013. One message of any size always
		 * fits into an empty queue. If a size suffix is not specified, bytes will be
		 * used.
		 */
		@DataSizeUnit(DataUnit.BYTES)
		private DataSize maxQueueSize = DataSize.ofKilobytes(512);

		/**
		 * Largest number of messages that wait to be sent on one connection, or -1 for no
		 * limit. A connection that passes it is closed with 1013.
		 */
		private int maxQueueMessages = 1024;

		/**
		 * Longest time that output to a peer may stand still, or -1 for no limit. After
		 * it the connection is ended. If a duration suffix is not specified, seconds will
		 * be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration sendTimeout = Duration.ofSeconds(10);

		/**
		 * What becomes of a message that finds the queue full, unless its sender says
		 * otherwise: the connection is closed (close), the oldest that may be dropped
		 * makes room (drop-oldest), the message is dropped (drop-newest), or its sender
		 * is told (reject).
		 */
		private OverflowPolicy overflow = OverflowPolicy.CLOSE;

		public DataSize getMaxQueueSize() {
			return this.maxQueueSize;
		}

		public void setMaxQueueSize(DataSize maxQueueSize) {
			this.maxQueueSize = maxQueueSize;
		}

		public int getMaxQueueMessages() {
			return this.maxQueueMessages;
		}

		public void setMaxQueueMessages(int maxQueueMessages) {
			this.maxQueueMessages = maxQueueMessages;
		}

		public Duration getSendTimeout() {
			return this.sendTimeout;
		}

		public void setSendTimeout(Duration sendTimeout) {
			this.sendTimeout = sendTimeout;
		}

		public OverflowPolicy getOverflow() {
			return this.overflow;
		}

		public void setOverflow(OverflowPolicy overflow) {
			this.overflow = overflow;
		}

	}

	/**
	 * Compression of messages.
	 */
	public static class Compression {

		/**
		 * Whether messages are compressed for clients that offer permessage-deflate.
		 */
		private boolean enabled;

		/**
		 * Effort to compress, from 0 (none) to 9 (most), or -1 for zlib's own choice.
		 */
		private int level = 1;

		/**
		 * Smallest payload of a message that is compressed. If a size suffix is not
		 * specified, bytes will be used.
		 */
		@DataSizeUnit(DataUnit.BYTES)
		private DataSize minSize = DataSize.ofKilobytes(1);

		/**
		 * Whether a message may refer to earlier ones of its connection. Similar messages
		 * become much smaller, at about 300 KB of native memory for each connection.
		 */
		private boolean contextTakeover;

		public boolean isEnabled() {
			return this.enabled;
		}

		public void setEnabled(boolean enabled) {
			this.enabled = enabled;
		}

		public int getLevel() {
			return this.level;
		}

		public void setLevel(int level) {
			this.level = level;
		}

		public DataSize getMinSize() {
			return this.minSize;
		}

		public void setMinSize(DataSize minSize) {
			this.minSize = minSize;
		}

		public boolean isContextTakeover() {
			return this.contextTakeover;
		}

		public void setContextTakeover(boolean contextTakeover) {
			this.contextTakeover = contextTakeover;
		}

	}

	/**
	 * Pings that keep connections alive and find dead ones.
	 */
	public static class Heartbeat {

		/**
		 * Time between Pings to each peer, varied by a tenth either way, or -1 for no
		 * Pings. If a duration suffix is not specified, seconds will be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration interval = Duration.ofSeconds(20);

		/**
		 * Longest time that a peer may send nothing at all after a Ping, or -1 for no
		 * limit. After it the connection is ended. If a duration suffix is not specified,
		 * seconds will be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration timeout = Duration.ofSeconds(20);

		public Duration getInterval() {
			return this.interval;
		}

		public void setInterval(Duration interval) {
			this.interval = interval;
		}

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			this.timeout = timeout;
		}

	}

	/**
	 * Who may connect.
	 */
	public static class Security {

		/**
		 * Origins whose pages may connect besides the application's own, such as
		 * https://example.com or https://*.example.com, or * for any.
		 */
		private List<String> allowedOrigins = new ArrayList<>();

		/**
		 * Whether clients that send no Origin header, which no browser does, are refused.
		 */
		private boolean requireOrigin;

		public List<String> getAllowedOrigins() {
			return this.allowedOrigins;
		}

		public void setAllowedOrigins(List<String> allowedOrigins) {
			this.allowedOrigins = allowedOrigins;
		}

		public boolean isRequireOrigin() {
			return this.requireOrigin;
		}

		public void setRequireOrigin(boolean requireOrigin) {
			this.requireOrigin = requireOrigin;
		}

	}

	/**
	 * How many threads work.
	 */
	public static class Threads {

		/**
		 * Number of event loops that move the bytes of all connections. When not set, one
		 * for each processor.
		 */
		private @Nullable Integer eventLoops;

		/**
		 * Largest number of threads that run handlers. When not set, eight for each
		 * processor, at least 16. Has no effect when virtual threads are enabled.
		 */
		private @Nullable Integer workers;

		/**
		 * Largest number of threads in which HandshakeFilter beans run on the own
		 * listener and on Reactor Netty. 1024 more handshakes may wait; further ones are
		 * answered 503.
		 */
		private int handshakeWorkers = 32;

		/**
		 * Time after which an idle worker thread ends. If a duration suffix is not
		 * specified, seconds will be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration workerKeepAlive = Duration.ofSeconds(60);

		public @Nullable Integer getEventLoops() {
			return this.eventLoops;
		}

		public void setEventLoops(@Nullable Integer eventLoops) {
			this.eventLoops = eventLoops;
		}

		public @Nullable Integer getWorkers() {
			return this.workers;
		}

		public void setWorkers(@Nullable Integer workers) {
			this.workers = workers;
		}

		public int getHandshakeWorkers() {
			return this.handshakeWorkers;
		}

		public void setHandshakeWorkers(int handshakeWorkers) {
			this.handshakeWorkers = handshakeWorkers;
		}

		public Duration getWorkerKeepAlive() {
			return this.workerKeepAlive;
		}

		public void setWorkerKeepAlive(Duration workerKeepAlive) {
			this.workerKeepAlive = workerKeepAlive;
		}

	}

	/**
	 * What messages in JSON have in common.
	 */
	public static class Json {

		/**
		 * Field of a message's JSON object that names the type of the message, for
		 * handlers that take messages of some types only.
		 */
		private String typeField = "type";

		public String getTypeField() {
			return this.typeField;
		}

		public void setTypeField(String typeField) {
			this.typeField = typeField;
		}

	}

	/**
	 * What may be subscribed to.
	 */
	public static class Topics {

		/**
		 * Largest number of topics and patterns that one connection may be subscribed to,
		 * or -1 for no limit.
		 */
		private int maxSubscriptionsPerConnection = 256;

		/**
		 * Largest number of topics and patterns with subscribers, or -1 for no limit.
		 */
		private int maxTopics = 100000;

		public int getMaxSubscriptionsPerConnection() {
			return this.maxSubscriptionsPerConnection;
		}

		public void setMaxSubscriptionsPerConnection(int maxSubscriptionsPerConnection) {
			this.maxSubscriptionsPerConnection = maxSubscriptionsPerConnection;
		}

		public int getMaxTopics() {
			return this.maxTopics;
		}

		public void setMaxTopics(int maxTopics) {
			this.maxTopics = maxTopics;
		}

	}

	/**
	 * How connections end with the application.
	 */
	public static class Shutdown {

		/**
		 * Longest time that connections get to send what is queued and to close when the
		 * application stops, or -1 for no limit of its own.
		 * spring.lifecycle.timeout-per-shutdown-phase limits it as well. If a duration
		 * suffix is not specified, seconds will be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration timeout = Duration.ofSeconds(20);

		/**
		 * Time over which connections are closed, a few at a time and in random order, so
		 * that their clients do not all connect again at once, or 0 for all at once. Must
		 * be shorter than the timeout and spring.lifecycle.timeout-per-shutdown-phase. If
		 * a duration suffix is not specified, seconds will be used.
		 */
		@DurationUnit(ChronoUnit.SECONDS)
		private Duration spread = Duration.ZERO;

		/**
		 * Close code that clients get, such as 1001 (going away) or 1012 (service
		 * restart).
		 */
		private int closeCode = 1001;

		/**
		 * Close reason that clients get, up to 123 bytes in UTF-8.
		 */
		private String closeReason = "Application stopping";

		public Duration getTimeout() {
			return this.timeout;
		}

		public void setTimeout(Duration timeout) {
			this.timeout = timeout;
		}

		public Duration getSpread() {
			return this.spread;
		}

		public void setSpread(Duration spread) {
			this.spread = spread;
		}

		public int getCloseCode() {
			return this.closeCode;
		}

		public void setCloseCode(int closeCode) {
			this.closeCode = closeCode;
		}

		public String getCloseReason() {
			return this.closeReason;
		}

		public void setCloseReason(String closeReason) {
			this.closeReason = closeReason;
		}

	}

}
