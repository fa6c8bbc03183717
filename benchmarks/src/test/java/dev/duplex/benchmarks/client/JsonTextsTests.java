package dev.duplex.benchmarks.client;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;

import org.springframework.boot.json.JsonParserFactory;

import static org.assertj.core.api.Assertions.assertThat;

class JsonTextsTests {

	@Test
	void everyTextIsAnotherObjectOfTheSizeAskedFor() {
		List<byte[]> texts = JsonTexts.make(500, 1024);
		Set<String> distinct = new HashSet<>();
		for (byte[] text : texts) {
			assertThat(text).hasSize(1024);
			String json = new String(text, StandardCharsets.US_ASCII);
			assertThat(JsonParserFactory.getJsonParser().parseMap(json)).containsKeys("id", "items", "note");
			distinct.add(json);
		}
		assertThat(distinct).hasSize(500);
	}

	@Test
	void theSameTextsComeEveryTime() {
		assertThat(JsonTexts.make(5, 300)).containsExactlyElementsOf(JsonTexts.make(5, 300));
	}

	@Test
	void textsOfAnySizeCanBeMade() {
		assertThat(JsonTexts.make(3, 1)).allSatisfy((text) -> assertThat(text).hasSize(1));
		assertThat(JsonTexts.make(3, 5000)).allSatisfy((text) -> assertThat(text).hasSize(5000));
	}

}
