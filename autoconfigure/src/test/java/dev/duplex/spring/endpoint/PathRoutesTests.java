package dev.duplex.spring.endpoint;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.duplex.engine.ConnectionHandler;
import dev.duplex.engine.Endpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PathRoutes} and {@link PathTemplate}.
 */
class PathRoutesTests {

	private static final EndpointSource SOURCE = new EndpointSource("test", Object.class);

	@Test
	void literalPathMatchesItselfOnly() {
		PathRoutes routes = routes("/chat");
		assertThat(match(routes, "/chat")).isEqualTo("/chat {}");
		assertThat(match(routes, "/Chat")).isNull();
		assertThat(match(routes, "/chat/")).isNull();
		assertThat(match(routes, "/chat/a")).isNull();
		assertThat(match(routes, "")).isNull();
	}

	@Test
	void literalPathMatchesItsEscapedForm() {
		assertThat(match(routes("/r\u00e4ume"), "/r%C3%A4ume")).isEqualTo("/r\u00e4ume {}");
	}

	@Test
	void variableIsDecoded() {
		assertThat(match(routes("/rooms/{room}"), "/rooms/caf%C3%A9%20noir"))
			.isEqualTo("/rooms/{room} {room=caf\u00e9 noir}");
	}

	@Test
	void variableTakesOneWholeSegment() {
		PathRoutes routes = routes("/rooms/{room}");
		assertThat(match(routes, "/rooms/a/b")).isNull();
		assertThat(match(routes, "/rooms/")).isNull();
		assertThat(match(routes, "/rooms/a/")).isNull();
	}

	@Test
	void variableMayHaveAnExpression() {
		PathRoutes routes = routes("/games/{id:[0-9]{1,3}}");
		assertThat(match(routes, "/games/42")).isEqualTo("/games/{id:[0-9]{1,3}} {id=42}");
		assertThat(match(routes, "/games/x")).isNull();
	}

	@Test
	void lastVariableMayTakeTheRest() {
		assertThat(match(routes("/files/{*path}"), "/files/a/b")).isEqualTo("/files/{*path} {path=/a/b}");
	}

	@Test
	void mostSpecificTemplateWins() {
		PathRoutes routes = routes("/{*all}", "/rooms/{room}", "/rooms/lobby", "/rooms/{room}/{seat}");
		assertThat(match(routes, "/rooms/lobby")).isEqualTo("/rooms/lobby {}");
		assertThat(match(routes, "/rooms/lobb%79")).isEqualTo("/rooms/lobby {}");
		assertThat(match(routes, "/rooms/other")).isEqualTo("/rooms/{room} {room=other}");
		assertThat(match(routes, "/rooms/other/4")).isEqualTo("/rooms/{room}/{seat} {room=other, seat=4}");
		assertThat(match(routes, "/else")).isEqualTo("/{*all} {all=/else}");
	}

	@Test
	void malformedEscapeMatchesNothing() {
		assertThat(match(routes("/rooms/{room}"), "/rooms/%zz")).isNull();
		assertThat(match(routes("/rooms/{room}"), "/rooms/%")).isNull();
	}

	@Test
	void variablesAreNamed() {
		assertThat(PathTemplate.parse(SOURCE, "/a/{b}/x{c:[a-z]{2}}/{*d}").variables()).containsExactly("b", "c", "d");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			/a              | /a              | true
			/a              | /b              | false
			/a              | /a/             | false
			/a/{x}          | /a/{y}          | true
			/a/{x}          | /b/{y}          | false
			/a/{x}          | /a/b            | false
			/a/{x}/c        | /a/b/{y}        | true
			/a/{x}/c        | /a/{y}/d        | false
			/a/{x:[0-9]+}   | /a/{y:[0-9]+}   | true
			/a/{x:[0-9]+}   | /a/{y:[a-z]+}   | false
			/a/*            | /a/{y}          | false
			/{*x}           | /{*y}           | true
			/a/{*x}         | /b/{*y}         | false
			/a/{x}/b        | /a/{x}/{*b}     | false
			""")
	void ambiguousTemplatesMatchTheSamePathsEquallyWell(String one, String two, boolean ambiguous) {
		PathTemplate first = PathTemplate.parse(SOURCE, one);
		PathTemplate second = PathTemplate.parse(SOURCE, two);
		assertThat(first.isAmbiguousWith(second)).isEqualTo(ambiguous);
		assertThat(second.isAmbiguousWith(first)).isEqualTo(ambiguous);
	}

	private static PathRoutes routes(String... templates) {
		List<PathRoutes.Route> routes = Arrays.stream(templates).map((template) -> {
			Endpoint endpoint = Endpoint.builder(template, new ConnectionHandler() {
			}).build();
			return new PathRoutes.Route(PathTemplate.parse(SOURCE, template), endpoint);
		}).toList();
		return new PathRoutes(routes);
	}

	private static String match(PathRoutes routes, String path) {
		EndpointMatch match = routes.match(path);
		return (match != null) ? match.endpoint().name() + " "
				+ Map.copyOf(match.pathVariables())
					.entrySet()
					.stream()
					.sorted(Map.Entry.comparingByKey())
					.map(Object::toString)
					.collect(Collectors.joining(", ", "{", "}"))
				: null;
	}

}
