package dev.duplex.spring.endpoint;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;

import dev.duplex.engine.Endpoint;
import dev.duplex.spring.BroadcastTo;
import dev.duplex.spring.OnConnect;
import dev.duplex.spring.OnText;
import dev.duplex.spring.WebSocketEndpoint;
import org.junit.jupiter.api.Test;

import org.springframework.core.annotation.AliasFor;
import org.springframework.web.bind.annotation.PathVariable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * One endpoint at several paths.
 */
class EndpointPathsTests {

	@Test
	void beanServesAllOfItsPaths() {
		try (EndpointTestContext context = EndpointTestContext.of(Rooms.class)) {
			assertThat(context.registry.endpoints()).extracting(Endpoint::name)
				.containsExactly("/rooms", "/rooms/{room}", "/rooms/{room}/{seat}");
			assertThat(context.connect("/rooms").sent).containsExactly("text none empty");
			assertThat(context.connect("/rooms/a").sent).containsExactly("text a empty");
			assertThat(context.connect("/rooms/a/3").sent).containsExactly("text a 3");
			assertThat(context.observed).containsExactly("/rooms connect", "/rooms/{room} connect",
					"/rooms/{room}/{seat} connect");
		}
	}

	@Test
	void beanIsOne() {
		try (EndpointTestContext context = EndpointTestContext.of(Rooms.class)) {
			context.connect("/rooms");
			context.connect("/rooms/a");
			assertThat(context.application.getBean(Rooms.class).opened).isEqualTo(2);
		}
	}

	@Test
	void idIsThatOfAllPaths() {
		try (EndpointTestContext context = EndpointTestContext.of(Rooms.class)) {
			assertThat(context.registry.endpoint("rooms")).isNotNull().extracting(Endpoint::name).isEqualTo("/rooms");
		}
	}

	@Test
	void composedAnnotationGivesThePaths() {
		try (EndpointTestContext context = EndpointTestContext.of(Composed.class)) {
			assertThat(context.connect("/v1/a").text("x").sent).containsExactly("text x");
			assertThat(context.connect("/v2/a").text("y").sent).containsExactly("text y");
		}
	}

	@Test
	void eachPathHasWhatItsHandlersRequire() {
		assertInvalid(Required.class, "The path '/rooms' has no variable {room}, though others of the endpoint have.");
		assertInvalid(Unknown.class, "The path '/rooms' has no variable {rom}.");
		assertInvalid(Topic.class, "The placeholder {room} in the topic");
		assertInvalid(Twice.class, "Its path '/b' matches what the path '/b' of bean 'endpointPathsTests.Twice'");
		assertInvalid(Empty.class, "@WebSocketEndpoint has no path.");
	}

	private static void assertInvalid(Class<?> endpoint, String problem) {
		assertThatExceptionOfType(InvalidEndpointException.class).isThrownBy(() -> EndpointTestContext.of(endpoint))
			.withMessageContaining(problem);
	}

	@WebSocketEndpoint(path = { "/rooms", "/rooms/{room}", "/rooms/{room}/{seat}" }, id = "rooms")
	static class Rooms {

		int opened;

		@OnConnect
		String open(@PathVariable(required = false) String room, @PathVariable Optional<Integer> seat) {
			this.opened++;
			return ((room != null) ? room : "none") + " " + seat.map(String::valueOf).orElse("empty");
		}

	}

	@Target(ElementType.TYPE)
	@Retention(RetentionPolicy.RUNTIME)
	@WebSocketEndpoint(id = "api")
	@interface Api {

		@AliasFor(annotation = WebSocketEndpoint.class, attribute = "path")
		String[] at();

	}

	@Api(at = { "/v1/a", "/v2/a" })
	static class Composed {

		@OnText
		String echo(String text) {
			return text;
		}

	}

	@WebSocketEndpoint({ "/rooms/{room}", "/rooms" })
	static class Required {

		@OnConnect
		void open(@PathVariable String room) {
		}

	}

	@WebSocketEndpoint({ "/rooms", "/rooms/{room}" })
	static class Unknown {

		@OnConnect
		void open(@PathVariable(required = false) String rom) {
		}

	}

	@WebSocketEndpoint({ "/rooms/{room}", "/rooms" })
	static class Topic {

		@OnText
		@BroadcastTo("room.{room}")
		String say(String text) {
			return text;
		}

	}

	@WebSocketEndpoint({ "/a", "/b", "/b" })
	static class Twice {

		@OnText
		void take() {
		}

	}

	@WebSocketEndpoint({})
	static class Empty {

		@OnText
		void take() {
		}

	}

}
