package dev.duplex.engine.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import dev.duplex.engine.tck.HandshakeCase.ContainerAnswer;

/**
 * The rules of RFC 6455 section 4.2 as requests and answers. Each case holds for every
 * way to cut its bytes into pieces.
 */
public final class HandshakeCases {

	private final List<HandshakeCase> cases = new ArrayList<>();

	private HandshakeCases() {
	}

	/**
	 * All of them.
	 * @return the cases
	 */
	public static List<HandshakeCase> all() {
		HandshakeCases cases = new HandshakeCases();
		cases.requestLine();
		cases.host();
		cases.upgrade();
		cases.connection();
		cases.key();
		cases.version();
		cases.subprotocols();
		cases.extensions();
		cases.grammar();
		cases.body();
		cases.size();
		return List.copyOf(cases.cases);
	}

	private static RawRequest valid() {
		return RawRequest.handshake("/echo");
	}

	private void requestLine() {
		accept("H 2.1.1 the RFC's sample", valid());
		for (String method : new String[] { "POST", "HEAD", "get", "OPTIONS", "PUT" }) {
			refuse("H 2.1.2 method " + method, valid().requestLine(method + " /echo HTTP/1.1"), 405);
		}
		refuse("H 2.1.2 method that is no token", valid().requestLine("G(T /echo HTTP/1.1"), 400);
		refuse("H 2.1.3 HTTP/1.0", valid().requestLine("GET /echo HTTP/1.0"), 505);
		refuse("H 2.1.3 HTTP/0.9", valid().requestLine("GET /echo"), 400);
		refuse("H 2.1.3 HTTP/2.0 as text", valid().requestLine("GET /echo HTTP/2.0"), 505);
		refuse("H 2.1.3 HTTP/3", valid().requestLine("GET /echo HTTP/3"), 400);
		refuse("H 2.1.3 lower case", valid().requestLine("GET /echo http/1.1"), 400).inContainer(ContainerAnswer.ANY);
		refuse("H 2.1.3 other protocol", valid().requestLine("GET /echo HTCP/1.1"), 400);
		add("H 2.1.3 HTTP/1.2", valid().requestLine("GET /echo HTTP/1.2"), Set.of(101, 505), ContainerAnswer.ANY);
		accept("H 2.1.4 absolute URI", valid().requestLine("GET http://localhost/echo HTTP/1.1"));
		add("H 2.1.4 absolute URI with the scheme ws", valid().requestLine("GET ws://localhost/echo HTTP/1.1"),
				Set.of(101), ContainerAnswer.ANY);
		accept("H 2.1.4 query", valid().requestLine("GET /echo?a=b&c HTTP/1.1"));
		for (String target : new String[] { "/echo#x", "*", "localhost:80", "echo", "http://", "http:///echo",
				"ftp://localhost/echo", "http://[/echo", "http://localhost:99999/echo" }) {
			refuse("H 2.1.4 target " + target, valid().requestLine("GET " + target + " HTTP/1.1"), 400);
		}
		refuse("H 2.1.4 target with a user", valid().requestLine("GET http://a:b@localhost/echo HTTP/1.1"), 400)
			.inContainer(ContainerAnswer.ANY);
		for (String target : new String[] { "/%2e%2e/echo", "/./echo", "/../echo", "//echo", "/a//echo", "/echo;x=1",
				"/a%2fecho", "/a%5cecho", "/a\\echo", "/echo%00", "/echo%", "/echo%4", "/echo%zz", "/echo%0d%0aX:1",
				"/%c0%ae%c0%ae/echo", "/echo%FF", "/\u00E9cho" }) {
			refuse("H 5 path " + target, valid().requestLine("GET " + target + " HTTP/1.1"), 400);
		}
		refuse("H 2.1.15 two blanks in the request line", valid().requestLine("GET  /echo HTTP/1.1"), 400)
			.inContainer(ContainerAnswer.ANY);
		refuse("H 2.1.15 no method", valid().requestLine(" /echo HTTP/1.1"), 400);
		refuse("H 2.1.15 tab in the request line", valid().requestLine("GET\t/echo HTTP/1.1"), 400)
			.inContainer(ContainerAnswer.ANY);
		refuse("H 1.8 the preface of HTTP/2", new RawRequest(List.of("PRI * HTTP/2.0", "", "SM", "")), 505, 400);
		refuse("H 1.8 a TLS ClientHello", new RawRequest(List.of("\u0016\u0003\u0001\u0002\u0000\u0001")), 400);
	}

	private void host() {
		refuse("H 2.1.6 no Host", valid().without("Host"), 400);
		refuse("H 2.1.6 two Hosts", valid().with("Host: localhost"), 400);
		for (String host : new String[] { "", "[", "[::1", "a:99999", "a:b", "a:-1", ":80", "a b", "a/b", "u@a", "::1",
				"[x]", "a\"b" }) {
			refuse("H 2.1.6 Host '" + host + "'", valid().replace("Host: " + host), 400);
		}
		for (String host : new String[] { "localhost:8080", "[::1]", "[::1]:80", "LOCALHOST", "127.0.0.1:65535",
				"xn--bcher-kva.example" }) {
			accept("H 2.1.6 Host '" + host + "'", valid().replace("Host: " + host));
		}
	}

	private void upgrade() {
		refuse("H 2.1.7 no Upgrade", valid().without("Upgrade"), 426).with("Upgrade: websocket");
		refuse("H 2.1.7 h2c", valid().replace("Upgrade: h2c"), 426).with("Upgrade: websocket");
		refuse("H 2.1.7 websocketx", valid().replace("Upgrade: websocketx"), 426);
		refuse("H 2.1.7 websocket/13", valid().replace("Upgrade: websocket/13"), 426);
		refuse("H 2.1.7 empty", valid().replace("Upgrade:"), 426);
		accept("H 2.1.7 a list", valid().replace("Upgrade: h2c, WebSocket"));
		accept("H 2.1.7 two lines", valid().replace("Upgrade: h2c").with("Upgrade: websocket"));
		accept("H 2.1.7 upper case", valid().replace("Upgrade: WEBSOCKET"));
	}

	private void connection() {
		accept("H 2.1.8 keep-alive, UPGRADE", valid().replace("Connection: keep-alive, UPGRADE"));
		accept("H 2.1.8 empty elements", valid().replace("Connection: , ,Upgrade,"));
		accept("H 2.1.8 two lines", valid().replace("Connection: keep-alive").with("Connection: Upgrade"));
		refuse("H 2.1.8 upgraded", valid().replace("Connection: upgraded"), 400);
		refuse("H 2.1.8 none", valid().without("Connection"), 400);
		refuse("H 2.1.8 keep-alive only", valid().replace("Connection: keep-alive"), 400);
	}

	private void key() {
		accept("H 2.1.10 the RFC's key with trailing bits",
				valid().replace("Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEC=="));
		refuse("H 2.1.10 no key", valid().without("Sec-WebSocket-Key"), 400);
		refuse("H 2.1.10 two keys", valid().with("Sec-WebSocket-Key: " + RawRequest.SAMPLE_KEY), 400);
		String[][] keys = { { "empty", "" }, { "15 bytes", "dGhlIHNhbXBsZSBub25j" },
				{ "15 bytes and padding", "dGhlIHNhbXBsZSBub25jYQ" }, { "17 bytes", "dGhlIHNhbXBsZSBub25jZWE=" },
				{ "18 bytes", "dGhlIHNhbXBsZSBub25jZWFh" }, { "not padded", "dGhlIHNhbXBsZSBub25jZQ" },
				{ "padded once", "dGhlIHNhbXBsZSBub25jZQ=" }, { "padded thrice", "dGhlIHNhbXBsZSBub25jZQ===" },
				{ "the alphabet for URLs", "dGhlIHNhbXBsZSBub2-_ZQ==" }, { "inner blank", "dGhlIHNhbXBs ZSBub25jZQ==" },
				{ "a comma", RawRequest.SAMPLE_KEY + ", x" }, { "beyond ASCII", "\u00E9GhlIHNhbXBsZSBub25jZQ==" } };
		for (String[] key : keys) {
			refuse("H 2.1.10 key: " + key[0], valid().replace("Sec-WebSocket-Key: " + key[1]), 400);
		}
	}

	private void version() {
		refuse("H 2.1.11 no version", valid().without("Sec-WebSocket-Version"), 426).with("Sec-WebSocket-Version: 13")
			.with("Upgrade: websocket");
		for (String version : new String[] { "0", "7", "8", "12", "14", "255" }) {
			refuse("H 2.1.11 version " + version, valid().replace("Sec-WebSocket-Version: " + version), 426)
				.with("Sec-WebSocket-Version: 13")
				.with("Upgrade: websocket");
		}
		for (String version : new String[] { "013", "13, 8", "8, 13", "256", "abc", "", "-13", "13.0", "1 3" }) {
			refuse("H 2.1.11 version '" + version + "'", valid().replace("Sec-WebSocket-Version: " + version), 400,
					426);
		}
		refuse("H 2.1.11 two versions", valid().with("Sec-WebSocket-Version: 13"), 400, 426);
	}

	private void subprotocols() {
		accept("H 2.1.13 unknown subprotocols",
				valid().with("Sec-WebSocket-Protocol: a, b").with("Sec-WebSocket-Protocol: c"));
		for (String list : new String[] { "", "a, a", "a,,b", ",a", "a,", "a b", "a/b", "\u00E9", "a;b", "\"a\"" }) {
			refuse("H 2.1.13 subprotocols '" + list + "'", valid().with("Sec-WebSocket-Protocol: " + list), 400);
		}
		refuse("H 2.1.13 the same subprotocol on two lines",
				valid().with("Sec-WebSocket-Protocol: a").with("Sec-WebSocket-Protocol: a"), 400);
		refuse("H 1.6.H3 many blanks inside a subprotocol",
				valid().with("Sec-WebSocket-Protocol: b" + " ".repeat(7_000) + "x"), 400);
	}

	private void extensions() {
		for (String list : new String[] { "x", "permessage-deflate; client_max_window_bits", "a, b; c=d; e=\"f\"; g",
				"a;b=\"\\c\"", "permessage-deflate; server_max_window_bits=99", "a;b=1;b=2", "constructor" }) {
			accept("H 2.1.14 extensions " + list, valid().with("Sec-WebSocket-Extensions: " + list));
		}
		for (String list : new String[] { "", "permessage-deflate;;", ";a", "a;b=\"", "a=1", "a;", "a,", ",a", "a b",
				"a;b=", "a;b=\"\"", "a;b=\"c d\"", "a;b=\"c\"d", "a;=b", "a;b=c=d" }) {
			refuse("H 2.1.14 extensions " + list, valid().with("Sec-WebSocket-Extensions: " + list), 400);
		}
		refuse("H 1.6.H3 a quoted value that does not end",
				valid().with("Sec-WebSocket-Extensions: a;b=\"" + "\\c".repeat(3_500)), 400);
	}

	private void grammar() {
		accept("H 2.1.9 names in any case",
				new RawRequest(
						List.of("GET /echo HTTP/1.1", "hOST: localhost", "UPGRADE: websocket", "connection: Upgrade",
								"sec-websocket-KEY: " + RawRequest.SAMPLE_KEY, "Sec-Websocket-Version: 13")));
		accept("H 2.1.9 blanks around values",
				new RawRequest(List.of("GET /echo HTTP/1.1", "Host: \t localhost \t", "Upgrade:websocket",
						"Connection:\tUpgrade\t", "Sec-WebSocket-Key:  " + RawRequest.SAMPLE_KEY + "  ",
						"Sec-WebSocket-Version:13 ")));
		accept("H 2.1.15 a value beyond ASCII", valid().with("X-Name: \u00E9\u00FF"));
		accept("H 1.6.H4 nested comments", valid().with("User-Agent: " + "(".repeat(3_000)));
		for (String line : new String[] { "X : y", " X: y", "X", ": y", "\u00E9: y", "X\t: y", "X(: y", "X: a\u0000b",
				"X: a\u0007b", "X: a\u007Fb", "X: a\nY: b", "X: a\rY: b", "\n" }) {
			refuse("H 2.1.15 line '" + line.replace("\n", "LF")
				.replace("\r", "CR")
				.replace("\u0000", "NUL")
				.replace("\u0007", "BEL")
				.replace("\u007F", "DEL")
				.replace("\t", "TAB") + "'", valid().with(line), 400).inContainer(ContainerAnswer.ANY);
		}
		refuse("H 2.1.15 folded line", valid().with("X: a").with(" b"), 400).inContainer(ContainerAnswer.ANY);
		refuse("H 1.9 two Origins", valid().with("Origin: http://localhost").with("Origin: http://localhost"), 400,
				403);
	}

	private void body() {
		refuse("H 2.1.16 Content-Length: 5", valid().with("Content-Length: 5"), 400).inContainer(ContainerAnswer.SAME);
		refuse("H 2.1.16 Transfer-Encoding", valid().with("Transfer-Encoding: chunked"), 400)
			.inContainer(ContainerAnswer.SAME);
		refuse("H 2.1.16 Content-Length: -1", valid().with("Content-Length: -1"), 400);
		refuse("H 2.1.16 two Content-Lengths", valid().with("Content-Length: 0").with("Content-Length: 5"), 400);
		accept("H 2.1.16 Content-Length: 0", valid().with("Content-Length: 0"));
	}

	private void size() {
		refuse("H 2.1.17 long request line", valid().requestLine("GET /echo?" + "a".repeat(8_192) + " HTTP/1.1"), 414);
		refuse("H 2.1.17 long header", valid().with("X: " + "a".repeat(8_192)), 431);
		RawRequest many = valid();
		for (int i = 0; i < 100; i++) {
			many = many.with("X: y");
		}
		refuse("H 1.6.H2 many headers, Upgrade last", many.replace("Upgrade: websocket"), 431)
			.inContainer(ContainerAnswer.ANY);
	}

	private void accept(String id, RawRequest request) {
		add(id, request, Set.of(101), ContainerAnswer.SAME).set("Upgrade: websocket", "Connection: Upgrade");
	}

	private Adding refuse(String id, RawRequest request, Integer... statuses) {
		return add(id, request, Set.of(statuses), ContainerAnswer.NOT_UPGRADED);
	}

	private Adding add(String id, RawRequest request, Set<Integer> statuses, ContainerAnswer containerAnswer) {
		this.cases.add(new HandshakeCase(id, request, statuses, List.of(), containerAnswer));
		return new Adding(this.cases.size() - 1);
	}

	/** Goes on with the case that was added last. */
	private final class Adding {

		private final int index;

		private Adding(int index) {
			this.index = index;
		}

		private Adding with(String line) {
			HandshakeCases.this.cases.set(this.index, HandshakeCases.this.cases.get(this.index).with(line));
			return this;
		}

		private void set(String... lines) {
			for (String line : lines) {
				with(line);
			}
		}

		private Adding inContainer(ContainerAnswer answer) {
			HandshakeCases.this.cases.set(this.index, HandshakeCases.this.cases.get(this.index).inContainer(answer));
			return this;
		}

	}

}
