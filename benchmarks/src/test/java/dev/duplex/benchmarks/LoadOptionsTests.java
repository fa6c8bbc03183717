package dev.duplex.benchmarks;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class LoadOptionsTests {

	@Test
	void everyServerIsMeasuredByDefault() {
		assertThat(LoadOptions.parse().servers()).containsExactly(MeasuredServer.values());
	}

	@Test
	void aCellSaysWhatItIs() {
		LoadOptions options = LoadOptions.parse("--cells=echo-10x4x1024-binary,connect-50,idle-2000,"
				+ "echo-10x4x1024-deflate,idle-2000-deflate-takeover,idle-2000-tls,rate-100x20000x128,"
				+ "publish-1000x8x128-slow-readers");
		assertThat(options.cells()).containsExactly(
				new Cell("echo-10x4x1024-binary", Cell.Kind.ECHO, 10, 4, 1024, Variant.BINARY),
				new Cell("connect-50", Cell.Kind.CONNECT, 50, 1, 32, Variant.TEXT),
				new Cell("idle-2000", Cell.Kind.IDLE, 2000, 1, 32, Variant.TEXT),
				new Cell("echo-10x4x1024-deflate", Cell.Kind.ECHO, 10, 4, 1024, Variant.DEFLATE),
				new Cell("idle-2000-deflate-takeover", Cell.Kind.IDLE, 2000, 1, 1024, Variant.DEFLATE_TAKEOVER),
				new Cell("idle-2000-tls", Cell.Kind.IDLE, 2000, 1, 32, Variant.TLS),
				new Cell("rate-100x20000x128", Cell.Kind.RATE, 100, 20_000, 128, Variant.TEXT),
				new Cell("publish-1000x8x128-slow-readers", Cell.Kind.PUBLISH, 1000, 8, 128, Variant.SLOW_READERS));
	}

	@Test
	void oneOfTwentySubscribersReadsSlowlyIfAny() {
		assertThat(Cell.parse("publish-1000x8x128").slowReaders()).isZero();
		assertThat(Cell.parse("publish-1000x8x128-slow-readers").slowReaders()).isEqualTo(50);
	}

	@Test
	void whatIsUnknownIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> LoadOptions.parse("--servers=apache"));
		assertThatIllegalArgumentException().isThrownBy(() -> LoadOptions.parse("--cells=echo-0x1x1"));
		assertThatIllegalArgumentException().isThrownBy(() -> LoadOptions.parse("--cells=broadcast"));
		assertThatIllegalArgumentException().isThrownBy(() -> LoadOptions.parse("--cells=connect-50-binary"));
		assertThatIllegalArgumentException().isThrownBy(() -> LoadOptions.parse("--cells=connect-1-tls"));
		assertThatIllegalArgumentException().isThrownBy(() -> LoadOptions.parse("--cells=idle-1-gzip"));
		assertThatIllegalArgumentException().isThrownBy(() -> LoadOptions.parse("--cells=rate-1x1x1-slow-readers"));
		assertThatIllegalArgumentException().isThrownBy(() -> LoadOptions.parse("--round=3"));
		assertThatIllegalArgumentException().isThrownBy(() -> LoadOptions.parse("rounds"));
	}

}
