package dev.duplex.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;

import dev.duplex.benchmarks.client.Target;
import dev.duplex.benchmarks.server.Console;
import org.jspecify.annotations.Nullable;

/**
 * A measured server in a JVM of its own, from its start until it is closed.
 */
final class ServerProcess implements AutoCloseable {

	private static final long ANSWER_TIMEOUT_SECONDS = 60;

	private final MeasuredServer server;

	private final Process process;

	private final BufferedWriter commands;

	private final BlockingQueue<Long> answers = new LinkedBlockingQueue<>();

	private final Path log;

	private final Target target;

	private ServerProcess(MeasuredServer server, List<String> arguments, @Nullable SSLContext tls, LoadOptions options,
			@Nullable Cores cores) throws IOException {
		this.server = server;
		this.log = options.output().resolve(server.label() + ".log");
		List<String> command = new ArrayList<>((cores != null) ? cores.serverPrefix() : List.of());
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll(options.jvmArguments());
		command.addAll(server.command());
		command.addAll(arguments);
		this.process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(this.log.toFile()))
			.start();
		this.commands = this.process.outputWriter(StandardCharsets.US_ASCII);
		Thread reader = new Thread(this::readAnswers, "answers of " + server.label());
		reader.setDaemon(true);
		reader.start();
		try {
			this.target = new Target((int) answer(), "/echo", tls);
		}
		catch (IOException ex) {
			close();
			throw ex;
		}
	}

	/**
	 * Starts a server.
	 * @param server the server
	 * @param arguments arguments that any server takes
	 * @param tls what to connect with if it speaks TLS then
	 * @param options the options of the run
	 * @param cores where to run it, or {@code null} for anywhere
	 * @return the server, which accepts connections
	 * @throws IOException if it does not start
	 */
	static ServerProcess start(MeasuredServer server, List<String> arguments, @Nullable SSLContext tls,
			LoadOptions options, @Nullable Cores cores) throws IOException {
		return new ServerProcess(server, arguments, tls, options, cores);
	}

	Target target() {
		return this.target;
	}

	long pid() {
		return this.process.pid();
	}

	/**
	 * The bytes that live on the server's heap after a full collection.
	 */
	long liveHeap() throws IOException {
		this.commands.write("heap\n");
		this.commands.flush();
		return answer();
	}

	/**
	 * The bytes that the process holds in memory, or {@link Double#NaN} where there is no
	 * {@code /proc}.
	 */
	double residentBytes() throws IOException {
		Path status = Path.of("/proc", Long.toString(pid()), "status");
		if (!Files.exists(status)) {
			return Double.NaN;
		}
		for (String line : Files.readAllLines(status)) {
			if (line.startsWith("VmRSS:")) {
				return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
			}
		}
		throw new IOException(status + " has no VmRSS");
	}

	private void readAnswers() {
		try (BufferedReader output = this.process.inputReader(StandardCharsets.US_ASCII)) {
			String line = output.readLine();
			while (line != null) {
				if (line.startsWith(Console.MARK)) {
					this.answers.add(Long.valueOf(line.substring(Console.MARK.length())));
				}
				else {
					Files.writeString(this.log, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
				}
				line = output.readLine();
			}
		}
		catch (IOException ex) {
			// The process is gone: whoever waits for an answer will say so.
		}
	}

	private long answer() throws IOException {
		try {
			for (int second = 0; second < ANSWER_TIMEOUT_SECONDS && this.process.isAlive(); second++) {
				Long answer = this.answers.poll(1, TimeUnit.SECONDS);
				if (answer != null) {
					return answer;
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		throw new IOException(this.server.label() + " does not answer; see " + this.log);
	}

	@Override
	public void close() {
		try {
			this.commands.close();
		}
		catch (IOException ex) {
			// It has ended already.
		}
		try {
			if (!this.process.waitFor(5, TimeUnit.SECONDS)) {
				this.process.destroyForcibly().waitFor();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			this.process.destroyForcibly();
		}
	}

}
