package dev.duplex.conformance.fuzz.targets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Fuzzes a target for some time, guided by what of the engine its inputs reach: starts
 * Jazzer, which the Maven profile {@code fuzz} brings, with the target's seeds and with
 * what was found before.
 */
public final class FuzzRun {

	private static final String JAZZER = "com.code_intelligence.jazzer.Jazzer";

	/** Seconds after which an input is found to hang. */
	private static final int TIMEOUT = 10;

	private static final int MAX_LENGTH = 8_192;

	private FuzzRun() {
	}

	/**
	 * Runs, and ends this process as the fuzzer's ends: not with 0 if it found something.
	 * @param arguments the target's name; for how many seconds; then what is given to the
	 * fuzzer as it is
	 * @throws Exception if the fuzzer cannot be started
	 */
	public static void main(String[] arguments) throws Exception {
		FuzzTarget target = FuzzTarget.of(arguments[0]);
		Path folder = Path.of("target", "fuzz", target.id());
		Path corpus = Files.createDirectories(folder.resolve("corpus"));
		Path kept = Files.createDirectories(Path.of("src", "test", "resources", "fuzz", target.id()));
		List<String> command = new ArrayList<>(List.of(
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m", "-cp",
				System.getProperty("java.class.path"), JAZZER, "--target_class=" + target.type().getName(),
				"--instrumentation_includes=dev.duplex.engine.**", "--custom_hook_includes=dev.duplex.engine.**",
				"--reproducer_path=" + folder, "-artifact_prefix=" + kept + "/", "-max_total_time=" + arguments[1],
				"-timeout=" + TIMEOUT, "-max_len=" + MAX_LENGTH));
		command.addAll(List.of(arguments).subList(2, arguments.length));
		// New inputs go to the first folder.
		command.addAll(List.of(corpus.toString(), kept.toString(), seeds(target, folder).toString()));
		int status = new ProcessBuilder(command).inheritIO().start().waitFor();
		System.out.printf("Target %s: what reaches something new is in %s, what failed in %s%n", target.id(), corpus,
				kept);
		System.exit(status);
	}

	private static Path seeds(FuzzTarget target, Path folder) throws IOException {
		Path seeds = Files.createDirectories(folder.resolve("seeds"));
		int number = 0;
		for (byte[] seed : target.seeds().toList()) {
			Files.write(seeds.resolve("seed-%04d".formatted(number++)), seed);
		}
		return seeds;
	}

}
