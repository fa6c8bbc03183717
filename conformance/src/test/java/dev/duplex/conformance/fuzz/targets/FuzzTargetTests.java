package dev.duplex.conformance.fuzz.targets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Every target over what it begins with and over what was found: the inputs under
 * {@code src/test/resources/fuzz}.
 */
class FuzzTargetTests {

	static final Path CORPUS = Path.of("src", "test", "resources", "fuzz");

	@ParameterizedTest
	@EnumSource
	void holdsForItsSeeds(FuzzTarget target) {
		List<byte[]> seeds = target.seeds().toList();
		assertThat(seeds).isNotEmpty();
		for (byte[] seed : seeds) {
			try {
				target.test(seed);
			}
			catch (RuntimeException | Error ex) {
				throw new AssertionError(HexFormat.of().formatHex(seed), ex);
			}
		}
	}

	@TestFactory
	Stream<DynamicNode> holdsForWhatWasFound() throws IOException {
		try (Stream<Path> files = Files.walk(CORPUS)) {
			return files.filter(Files::isRegularFile).sorted().toList().stream().map((file) -> {
				FuzzTarget target = FuzzTarget.of(file.getParent().getFileName().toString());
				return DynamicTest.dynamicTest(target.id() + "/" + file.getFileName(),
						() -> target.test(Files.readAllBytes(file)));
			});
		}
	}

	@ParameterizedTest
	@EnumSource
	void takesAnyBytesAtAll(FuzzTarget target) {
		target.test(new byte[0]);
		for (int value = 0; value < 256; value++) {
			target.test(new byte[] { (byte) value });
			target.test(new byte[] { 0, (byte) value, (byte) value, (byte) value });
		}
	}

	@ParameterizedTest
	@EnumSource
	void isFoundByItsName(FuzzTarget target) {
		assertThat(FuzzTarget.of(target.id())).isSameAs(target);
	}

	@Test
	void saysWhichTargetsThereAre() {
		assertThatThrownBy(() -> FuzzTarget.of("frames")).hasMessageContaining("frame-stream");
	}

}
