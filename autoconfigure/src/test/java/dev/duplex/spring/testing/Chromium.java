package dev.duplex.spring.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

import org.springframework.util.FileSystemUtils;

/**
 * The installed Chromium without a head, which looks at one page and trusts every
 * certificate.
 */
public final class Chromium implements AutoCloseable {

	private final Path profile;

	private final Process process;

	private Chromium(File executable, String address) throws IOException {
		this.profile = Files.createTempDirectory("chromium-profile");
		this.process = new ProcessBuilder(executable.toString(), "--headless=new", "--no-sandbox", "--disable-gpu",
				"--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
				"--disable-sync", "--disable-dev-shm-usage", "--ignore-certificate-errors", "--remote-debugging-port=0",
				"--user-data-dir=" + this.profile, address)
			.redirectErrorStream(true)
			.redirectOutput(this.profile.resolve("output.log").toFile())
			.start();
	}

	/**
	 * Opens a page.
	 */
	public static Chromium open(String address) throws IOException {
		return new Chromium(find().orElseThrow(), address);
	}

	private static Optional<File> find() {
		List<String> path = List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator));
		return Stream.of("chromium", "google-chrome", "google-chrome-stable")
			.flatMap((name) -> path.stream().map((folder) -> new File(folder, name)))
			.filter(File::canExecute)
			.findFirst();
	}

	@Override
	public void close() throws InterruptedException {
		Stream.concat(this.process.descendants(), Stream.of(this.process.toHandle())).forEach(ProcessHandle::destroy);
		if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
			this.process.destroyForcibly();
		}
		FileSystemUtils.deleteRecursively(this.profile.toFile());
	}

	/**
	 * Skips a test where no browser is installed: loudly, and on a build server
	 * ({@code CI=true}) it fails instead.
	 */
	public static final class Installed implements ExecutionCondition {

		@Override
		public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
			if (find().isPresent()) {
				return ConditionEvaluationResult.enabled("A browser is installed");
			}
			String reason = "Chromium is not on the PATH, so %s did NOT test with a browser (Debian and Ubuntu: "
					+ "apt-get install chromium)";
			System.err.println("WARNING: " + reason.formatted(context.getDisplayName()));
			if ("true".equals(System.getenv("CI"))) {
				throw new AssertionError(reason.formatted(context.getDisplayName()));
			}
			return ConditionEvaluationResult.disabled(reason.formatted(context.getDisplayName()));
		}

	}

}
