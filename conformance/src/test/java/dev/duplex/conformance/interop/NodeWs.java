package dev.duplex.conformance.interop;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Node and its package {@code ws}, which npm installs below {@code target} when a test
 * needs it and the lock file has changed. Its version and checksum are in the lock file.
 */
final class NodeWs {

	private static final Path SOURCES = Path.of("src", "test", "node");

	private static final Path FOLDER = Path.of("target", "node");

	/** Written last, when everything is there. */
	private static final Path INSTALLED = FOLDER.resolve("installed-lock.json");

	private static final int NPM_SECONDS = 60;

	private static @Nullable Optional<String> problem;

	private NodeWs() {
	}

	/**
	 * Installs what is missing, once.
	 * @return why there is no Node with {@code ws}, or empty if there is one
	 */
	static synchronized Optional<String> problem() {
		Optional<String> known = problem;
		if (known == null) {
			known = install();
			problem = known;
		}
		return known;
	}

	private static Optional<String> install() {
		Optional<File> npm = find("npm");
		if (find("node").isEmpty() || npm.isEmpty()) {
			return Optional.of("node and npm are not on the PATH (Debian and Ubuntu: apt-get install nodejs npm)");
		}
		try {
			Files.createDirectories(FOLDER);
			for (String name : List.of("package.json", "package-lock.json", "peer.js")) {
				Files.copy(SOURCES.resolve(name), FOLDER.resolve(name), StandardCopyOption.REPLACE_EXISTING);
			}
			Path lock = FOLDER.resolve("package-lock.json");
			if (Files.exists(INSTALLED) && Files.mismatch(lock, INSTALLED) == -1) {
				return Optional.empty();
			}
			Files.deleteIfExists(INSTALLED);
			Path output = FOLDER.resolve("npm.txt");
			Process process = new ProcessBuilder(npm.get().getPath(), "ci", "--ignore-scripts", "--no-audit",
					"--no-fund", "--prefer-offline", "--fetch-retries=0")
				.directory(FOLDER.toFile())
				.redirectErrorStream(true)
				.redirectOutput(output.toFile())
				.start();
			if (!process.waitFor(NPM_SECONDS, TimeUnit.SECONDS)) {
				process.destroyForcibly();
				return Optional.of("npm did not install ws within " + NPM_SECONDS + " s");
			}
			if (process.exitValue() != 0) {
				return Optional.of("npm cannot install ws: " + Files.readString(output).strip());
			}
			Files.copy(lock, INSTALLED);
			return Optional.empty();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Prepares a process.
	 * @param script a script of {@code src/test/node}
	 */
	static ProcessBuilder process(String script) {
		return new ProcessBuilder(find("node").orElseThrow().getPath(), script).directory(FOLDER.toFile());
	}

	private static Optional<File> find(String name) {
		return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
			.map((folder) -> new File(folder, name))
			.filter(File::canExecute)
			.findFirst();
	}

}
