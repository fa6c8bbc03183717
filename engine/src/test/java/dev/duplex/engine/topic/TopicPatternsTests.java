package dev.duplex.engine.topic;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.duplex.engine.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * {@link TopicPatterns}, {@link TopicPattern} and the names of {@link Topics}.
 */
class TopicPatternsTests {

	private final TopicPatterns patterns = new TopicPatterns();

	private Topic retain(String pattern) {
		return this.patterns.retain(pattern, TopicPattern.segments(pattern));
	}

	private List<String> matching(String name) {
		return this.patterns.matching(name).stream().map(Topic::name).sorted().toList();
	}

	@ParameterizedTest
	@CsvSource({ "a.*,a.b,true", "a.*,a,false", "a.*,a.b.c,false", "a.*,a.,true", "a.*,b.b,false", "*,a,true",
			"*,a.b,false", "*.b,a.b,true", "*.b,a.c,false", "a.*.c,a.b.c,true", "a.*.c,a.b.b.c,false",
			"*.*.*,a.b.c,true", "*.*.*,a.b,false", "a.**,a,true", "a.**,a.b,true", "a.**,a.b.c.d,true", "a.**,ab,false",
			"a.**,b,false", "**,a,true", "**,a.b.c,true", "**,.,true", "*.**,a,true", "*.**,a.b,true", "a.*.**,a,false",
			"a.*.**,a.b,true", "a..*,a..b,true", "a..*,a.b.c,false", ".*,.a,true", ".*,a,false", "A.*,a.b,false" })
	void aPatternMatchesSegmentBySegment(String pattern, String name, boolean matches) {
		retain(pattern);
		assertThat(matching(name)).isEqualTo(matches ? List.of(pattern) : List.of());
	}

	@Test
	void everyPatternThatMatchesIsFoundOnce() {
		List.of("**", "a.**", "a.*", "*.b", "*.*", "a.b.**", "a.c", "*", "b.**").forEach(this::retain);
		assertThat(matching("a.b")).containsExactly("**", "*.*", "*.b", "a.*", "a.**", "a.b.**");
	}

	@Test
	void whatNobodySubscribesToIsForgottenAndNothingElse() {
		Topic all = retain("a.*.c.**");
		retain("a.*.c.**");
		Topic shorter = retain("a.*");
		this.patterns.release(all);
		assertThat(matching("a.b.c")).containsExactly("a.*.c.**");
		this.patterns.release(all);
		assertThat(matching("a.b.c")).isEmpty();
		assertThat(matching("a.b")).containsExactly("a.*");
		assertThat(this.patterns.all()).isEqualTo(Set.of("a.*"));
		this.patterns.release(shorter);
		assertThat(this.patterns.isEmpty()).isTrue();
		assertThat(this.patterns).extracting("root.children").isEqualTo(Map.of());
	}

	@Test
	void aTopicNoticesThatPatternsHaveChanged() {
		Topic topic = new Topic("a.b");
		assertThat(topic.reach(this.patterns)).containsExactly(topic);
		Topic first = retain("a.*");
		assertThat(topic.reach(this.patterns)).containsExactly(topic, first);
		assertThat(topic.reach(this.patterns)).isSameAs(topic.reach(this.patterns));
		Topic other = retain("b.*");
		this.patterns.release(first);
		assertThat(topic.reach(this.patterns)).containsExactly(topic);
		this.patterns.release(other);
	}

	/** What is kept of a topic's reach must never be older than the last change. */
	@Test
	void aPatternIsEffectiveAtOnceWhileOthersChangeAndMatch() throws Exception {
		Topic topic = new Topic("a.b");
		AtomicBoolean done = new AtomicBoolean();
		Thread changing = new Thread(() -> {
			while (!done.get()) {
				this.patterns.release(retain("*.b"));
			}
		});
		Thread matching = new Thread(() -> {
			while (!done.get()) {
				topic.reach(this.patterns);
			}
		});
		changing.start();
		matching.start();
		try {
			for (int i = 0; i < 20_000; i++) {
				Topic pattern = retain("a.*");
				assertThat(topic.reach(this.patterns)).contains(topic, pattern);
				this.patterns.release(pattern);
				assertThat(topic.reach(this.patterns)).contains(topic).doesNotContain(pattern);
			}
		}
		finally {
			done.set(true);
			changing.join();
			matching.join();
		}
		assertThat(topic.reach(this.patterns)).containsExactly(topic);
		assertThat(this.patterns.isEmpty()).isTrue();
	}

	/**
	 * The attack is a tree with as many ways to the end of a name as there are choices
	 * between a segment and {@code *}.
	 */
	@Test
	void stepsOfAMatchAreBoundedWhateverPatternsThereAre() {
		for (int bits = 0; bits < 1 << 7; bits++) {
			if (Integer.bitCount(bits) <= 3) {
				StringBuilder pattern = new StringBuilder();
				for (int i = 0; i < 7; i++) {
					pattern.append(((bits >> i) & 1) == 0 ? "a." : "*.");
				}
				retain(pattern.append('b').toString());
			}
		}
		assertThat(this.patterns.count()).isEqualTo(64);
		String name = "a.".repeat(7);
		assertThat(matching(name + "b")).hasSize(64);
		assertThat(matching(name + "c")).isEmpty();
		assertThat(matching("a.".repeat(127) + "a")).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "**.a", "a.**.b", "a*", "a.*b", "a.***", "*.*.*.*", "a.*\0", "" })
	void whatIsNoPatternIsRefused(String pattern) {
		assertThatIllegalArgumentException().isThrownBy(() -> TopicPattern.segments(pattern));
	}

	@Test
	void patternsAreBounded() {
		assertThat(TopicPattern.segments("a.".repeat(7) + "**")).hasSize(8);
		assertThatIllegalArgumentException().isThrownBy(() -> TopicPattern.segments("a.".repeat(8) + "**"))
			.withMessageContaining("8 segments");
		assertThatIllegalArgumentException().isThrownBy(() -> TopicPattern.segments("x".repeat(255) + ".*"))
			.withMessageContaining("256 characters");
		assertThatIllegalArgumentException().isThrownBy(() -> TopicPattern.segments("*.*.a.*.*"))
			.withMessageContaining("three segments *");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a", "a.b", ".", "..", "a*", "*a.b", "a.***", "a*a*b", " ", "a/*", "\u20AC" })
	void aNameIsOneTopic(String name) {
		assertThat(Topics.isName(name)).isTrue();
		TopicPattern.requireName(name);
		TopicPattern.requireOne(name);
	}

	@ParameterizedTest
	@ValueSource(strings = { "*", "**", "a.*", "a.**", "*.a", "**.a", "a.*.b", ".*", "*." })
	void aPatternIsNoName(String pattern) {
		assertThat(Topics.isName(pattern)).isFalse();
		assertThatIllegalArgumentException().isThrownBy(() -> TopicPattern.requireName(pattern))
			.withMessageContaining("patterns");
		assertThatIllegalArgumentException().isThrownBy(() -> TopicPattern.requireOne(pattern))
			.withMessageContaining("pattern");
	}

}
