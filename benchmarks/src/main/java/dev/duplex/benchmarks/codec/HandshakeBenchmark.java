package dev.duplex.benchmarks.codec;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

import dev.duplex.engine.protocol.HandshakeRequest;
import dev.duplex.engine.protocol.OpeningHandshake;
import dev.duplex.engine.protocol.RequestHeadParser;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an opening handshake costs, apart from the kernel: a browser's request read and
 * checked, and its answer.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HandshakeBenchmark {

	private static final String REQUEST = """
			GET /chat HTTP/1.1
			Host: server.example.com
			Connection: Upgrade
			Pragma: no-cache
			Cache-Control: no-cache
			User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0
			Upgrade: websocket
			Origin: https://server.example.com
			Sec-WebSocket-Version: 13
			Accept-Encoding: gzip, deflate, br, zstd
			Accept-Language: en-GB,en;q=0.9
			Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
			Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits

			""";

	private final ByteBuffer bytes = ByteBuffer.wrap(REQUEST.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));

	private final InetSocketAddress peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000);

	/**
	 * Reads, checks and answers.
	 * @return the answer
	 */
	@Benchmark
	public byte[] answer() {
		RequestHeadParser parser = new RequestHeadParser(4096, 16_384, 64);
		parser.parse(this.bytes.rewind());
		HandshakeRequest request = parser.request(false, this.peer);
		OpeningHandshake.check(request);
		return OpeningHandshake.response(request, null, List.of());
	}

}
