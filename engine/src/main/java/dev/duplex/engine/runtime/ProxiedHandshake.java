package dev.duplex.engine.runtime;

import java.nio.ByteBuffer;

import dev.duplex.engine.nio.TlsEngineFactory;
import dev.duplex.engine.protocol.InvalidProxyHeaderException;
import dev.duplex.engine.protocol.ProxyHeader;
import dev.duplex.engine.protocol.ProxyHeaderParser;
import dev.duplex.engine.transport.Transport;
import dev.duplex.engine.transport.TransportSink;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a connection from a proxy that speaks the PROXY protocol: reads its
 * header and then leaves the connection to TLS, or to the opening handshake, whose time
 * limits hold from the start.
 */
final class ProxiedHandshake implements TransportSink {

	private final WebSocketEngine engine;

	private final ServerHandshake handshake;

	private final @Nullable TlsEngineFactory tls;

	private final ProxyHeaderParser parser = new ProxyHeaderParser();

	private @Nullable Transport transport;

	ProxiedHandshake(WebSocketEngine engine, ServerHandshake handshake, @Nullable TlsEngineFactory tls) {
		this.engine = engine;
		this.handshake = handshake;
		this.tls = tls;
	}

	@Override
	public void onOpen(Transport opened) {
		this.transport = opened;
		this.handshake.onOpen(opened);
	}

	@Override
	public void onBytes(ByteBuffer bytes) {
		try {
			ProxyHeader header = this.parser.parse(bytes);
			if (header != null) {
				this.handshake.proxied(header);
				TransportSink next = next();
				if (bytes.hasRemaining()) {
					next.onBytes(bytes);
				}
			}
		}
		catch (InvalidProxyHeaderException ex) {
			this.handshake.abort("proxy_header");
		}
	}

	private TransportSink next() {
		Transport opened = this.transport;
		if (opened == null) {
			throw new IllegalStateException("not open");
		}
		if (this.tls != null) {
			return this.engine.eventLoops().secure(opened, this.tls.newEngine(), this.handshake);
		}
		opened.sink(this.handshake);
		return this.handshake;
	}

	@Override
	public void onReadBatchEnd() {
		this.handshake.onReadBatchEnd();
	}

	@Override
	public void onWritable() {
		this.handshake.onWritable();
	}

	@Override
	public void onEndOfStream() {
		this.handshake.onEndOfStream();
	}

	@Override
	public void onDeadline(long nanoTime) {
		this.handshake.onDeadline(nanoTime);
	}

	@Override
	public void onClosed(@Nullable Throwable cause) {
		this.handshake.onClosed(cause);
	}

}
