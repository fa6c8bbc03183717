package dev.duplex.conformance.fuzz.targets;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import dev.duplex.engine.protocol.InvalidProxyHeaderException;
import dev.duplex.engine.protocol.ProxyHeader;
import dev.duplex.engine.protocol.ProxyHeaderParser;
import dev.duplex.engine.tck.ProxyHeaders;

import static dev.duplex.conformance.fuzz.targets.Splits.require;

/**
 * A header of the PROXY protocol: refused, incomplete, or taken, the same for every way
 * to cut it. One that is taken ends where it says, and means the same when its address is
 * written anew.
 */
public final class ProxyHeaderTarget {

	private static final String INCOMPLETE = "incomplete";

	private ProxyHeaderTarget() {
	}

	/**
	 * Tests one input.
	 * @param input the header, and bytes behind it
	 */
	public static void fuzzerTestOneInput(byte[] input) {
		Splits.same(input, ProxyHeaderTarget::outcome);
		ByteBuffer in = ByteBuffer.wrap(input);
		try {
			ProxyHeader header = new ProxyHeaderParser().parse(in);
			if (header != null) {
				checkLength(input, in.position());
				checkSource(header);
			}
		}
		catch (InvalidProxyHeaderException ex) {
			// The connection is closed.
		}
	}

	private static String outcome(List<ByteBuffer> pieces) {
		ProxyHeaderParser parser = new ProxyHeaderParser();
		try {
			int read = 0;
			for (ByteBuffer piece : pieces) {
				ProxyHeader header = parser.parse(piece);
				read += piece.position();
				if (header != null) {
					return header + " in " + read;
				}
				require(!piece.hasRemaining(), "bytes are left of a header that is not complete");
			}
			return INCOMPLETE;
		}
		catch (InvalidProxyHeaderException ex) {
			return String.valueOf(ex.getMessage());
		}
	}

	private static void checkLength(byte[] input, int length) {
		if (input[0] == 'P') {
			require(input[length - 1] == '\n' && length <= 107, "a line of %d bytes", length);
		}
		else {
			int told = (input[14] & 0xFF) << 8 | input[15] & 0xFF;
			require(length == 16 + told, "%d bytes read, not %d", length, 16 + told);
		}
	}

	private static void checkSource(ProxyHeader header) {
		InetSocketAddress source = header.source();
		if (source == null) {
			require(!header.secure(), "nobody speaks TLS");
			return;
		}
		require(!source.isUnresolved() && source.getPort() >= 0 && source.getPort() <= 65_535, "source %s", source);
		String address = source.getAddress().getHostAddress();
		String line = "PROXY TCP%s %s %s %d 0\r\n".formatted((address.indexOf(':') >= 0) ? "6" : "4", address, address,
				source.getPort());
		ProxyHeader again = new ProxyHeaderParser().parse(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)));
		require(again != null && source.equals(again.source()), "%s read anew is %s", source, again);
	}

	static Stream<byte[]> seeds() {
		return Stream.concat(ProxyHeaders.valid().stream().map(ProxyHeaders.Valid::bytes),
				ProxyHeaders.invalid().stream().map(ProxyHeaders.Invalid::bytes));
	}

}
