package dev.duplex.conformance.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * A proxy in a process of its own, in a folder of its own below {@code target}, on free
 * ports of 127.0.0.1.
 */
final class RunningProxy implements AutoCloseable {

	private static final int ATTEMPTS = 3;

	private static final int SECONDS = 10;

	private static final Path FOLDER = Path.of("target", "proxy");

	private final Path folder;

	private final Map<String, Integer> ports;

	private final Process process;

	private final Thread killer;

	private RunningProxy(Path folder, Map<String, Integer> ports, Process process) {
		this.folder = folder;
		this.ports = ports;
		this.process = process;
		this.killer = new Thread(this::kill);
		Runtime.getRuntime().addShutdownHook(this.killer);
	}

	/**
	 * Starts nginx for HTTP.
	 * @param server host and port of the application
	 * @param idle when idle connections are closed, such as {@code 300ms}
	 */
	static RunningProxy nginx(String server, String idle) {
		return start("nginx", Template.NGINX.ports(), (folder, ports) -> {
			writeNginx(folder, server, idle, ports);
			return nginxCommand(folder);
		});
	}

	private static void writeNginx(Path folder, String server, String idle, Map<String, Integer> ports)
			throws IOException {
		String site = Template.NGINX.fill(values(folder, server, idle, ports));
		Files.writeString(folder.resolve("nginx.conf"), nginxFrame("", "http", """
				access_log off;
				client_body_temp_path body;
				proxy_temp_path proxy;
				fastcgi_temp_path fastcgi;
				uwsgi_temp_path uwsgi;
				scgi_temp_path scgi;
				""" + site));
	}

	/**
	 * Starts nginx for TCP, which speaks the PROXY protocol.
	 * @param server host and port of the application
	 * @param idle when idle connections are closed
	 */
	static RunningProxy nginxStream(String server, String idle) {
		return start("nginx-stream", Template.NGINX_STREAM.ports(), (folder, ports) -> {
			String stream = Template.NGINX_STREAM.fill(values(folder, server, idle, ports));
			Files.writeString(folder.resolve("nginx.conf"),
					nginxFrame("load_module " + ProxyProgram.STREAM_MODULE + ";", "stream", stream));
			return nginxCommand(folder);
		});
	}

	private static String nginxFrame(String first, String block, String content) {
		return """
				%s
				daemon off;
				worker_processes 1;
				pid nginx.pid;
				error_log stderr;
				events {
				}
				%s {
				%s
				}
				""".formatted(first, block, content);
	}

	private static List<String> nginxCommand(Path folder) {
		return List.of(ProxyProgram.NGINX.find().orElseThrow().toString(), "-e", "stderr", "-p", folder.toString(),
				"-c", "nginx.conf");
	}

	/**
	 * Starts HAProxy.
	 * @param template what it does
	 * @param server host and port of the application
	 * @param idle when idle connections are closed
	 */
	static RunningProxy haproxy(Template template, String server, String idle) {
		return start("haproxy", template.ports(), (folder, ports) -> {
			Files.writeString(folder.resolve("haproxy.cfg"), template.fill(values(folder, server, idle, ports)));
			return List.of(ProxyProgram.HAPROXY.find().orElseThrow().toString(), "-db", "-f", "haproxy.cfg");
		});
	}

	/**
	 * Starts tinyproxy.
	 * @param serverPort the only port that it connects to
	 */
	static RunningProxy tinyproxy(int serverPort) {
		return start("tinyproxy", Template.TINYPROXY.ports(), (folder, ports) -> {
			Files.writeString(folder.resolve("tinyproxy.conf"), Template.TINYPROXY
				.fill(Map.of("plain", ports.get("plain").toString(), "server", Integer.toString(serverPort))));
			return List.of(ProxyProgram.TINYPROXY.find().orElseThrow().toString(), "-d", "-c", "tinyproxy.conf");
		});
	}

	private static Map<String, String> values(Path folder, String server, String idle, Map<String, Integer> ports) {
		Map<String, String> values = new HashMap<>();
		ports.forEach((name, port) -> values.put(name, "127.0.0.1:" + port));
		String pem = folder.resolve("certificate.pem").toString();
		values.putAll(Map.of("server", server, "idle", idle, "certificate", pem, "key", pem));
		return values;
	}

	/**
	 * Starts a proxy, again on other ports if somebody was quicker to take one.
	 */
	private static RunningProxy start(String name, List<String> portNames, Writer writer) {
		try {
			Files.createDirectories(FOLDER);
			for (int attempt = 1;; attempt++) {
				Path folder = Files.createTempDirectory(FOLDER.toAbsolutePath(), name + "-");
				Certificate.writePem(folder.resolve("certificate.pem"));
				Map<String, Integer> ports = freePorts(portNames);
				Path log = folder.resolve("output.txt");
				Process process = new ProcessBuilder(writer.write(folder, ports)).directory(folder.toFile())
					.redirectErrorStream(true)
					.redirectOutput(log.toFile())
					.start();
				RunningProxy proxy = new RunningProxy(folder, ports, process);
				if (proxy.listens()) {
					return proxy;
				}
				proxy.close();
				if (attempt == ATTEMPTS) {
					throw new IllegalStateException(name + " does not start: " + Files.readString(log));
				}
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Map<String, Integer> freePorts(List<String> names) throws IOException {
		Map<String, Integer> ports = new HashMap<>();
		for (String name : names) {
			int port;
			do {
				try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
					port = socket.getLocalPort();
				}
			}
			while (ports.containsValue(port));
			ports.put(name, port);
		}
		return ports;
	}

	private boolean listens() {
		try {
			Awaitility.await()
				.atMost(SECONDS, TimeUnit.SECONDS)
				.until(() -> !this.process.isAlive() || this.ports.values().stream().allMatch(RunningProxy::accepts));
			return this.process.isAlive();
		}
		catch (ConditionTimeoutException ex) {
			return false;
		}
	}

	private static boolean accepts(int port) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			return true;
		}
		catch (ConnectException ex) {
			return false;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Where plain TCP is accepted.
	 */
	InetSocketAddress plain() {
		return address("plain");
	}

	/**
	 * Where TLS is accepted.
	 */
	InetSocketAddress tls() {
		return address("tls");
	}

	private InetSocketAddress address(String name) {
		return new InetSocketAddress(InetAddress.getLoopbackAddress(), this.ports.get(name));
	}

	/**
	 * Lets nginx load its configuration anew, with other ports, and waits until it has.
	 */
	void reload(String server, String idle) throws IOException, InterruptedException {
		this.ports.putAll(freePorts(List.copyOf(this.ports.keySet())));
		writeNginx(this.folder, server, idle, this.ports);
		List<String> command = new ArrayList<>(nginxCommand(this.folder));
		command.addAll(List.of("-s", "reload"));
		Process reload = new ProcessBuilder(command).directory(this.folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(this.folder.resolve("reload.txt").toFile())
			.start();
		if (!reload.waitFor(SECONDS, TimeUnit.SECONDS) || reload.exitValue() != 0) {
			throw new IllegalStateException(Files.readString(this.folder.resolve("reload.txt")));
		}
		if (!listens()) {
			throw new IllegalStateException(Files.readString(this.folder.resolve("output.txt")));
		}
	}

	/**
	 * Stops the proxy at once, connections and all.
	 */
	@Override
	public void close() {
		List<ProcessHandle> children = this.process.descendants().toList();
		this.process.destroy();
		try {
			if (!this.process.waitFor(SECONDS, TimeUnit.SECONDS)) {
				kill();
			}
		}
		catch (InterruptedException ex) {
			kill();
			Thread.currentThread().interrupt();
		}
		children.forEach(ProcessHandle::destroyForcibly);
		Runtime.getRuntime().removeShutdownHook(this.killer);
	}

	private void kill() {
		this.process.descendants().forEach(ProcessHandle::destroyForcibly);
		this.process.destroyForcibly();
	}

	/**
	 * Writes the configuration and says what to run.
	 */
	private interface Writer {

		List<String> write(Path folder, Map<String, Integer> ports) throws IOException;

	}

}
