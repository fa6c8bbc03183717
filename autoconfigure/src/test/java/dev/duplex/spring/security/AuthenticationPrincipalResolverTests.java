package dev.duplex.spring.security;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Method;
import java.security.Principal;
import java.util.List;

import dev.duplex.engine.WebSocketConnection;
import dev.duplex.spring.EndpointArgument;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.core.MethodParameter;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.userdetails.User;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/**
 * Tests for {@link AuthenticationPrincipalResolver}.
 */
class AuthenticationPrincipalResolverTests {

	private final User user = new User("ann", "secret", List.of());

	private final Principal authentication = new TestingAuthenticationToken(this.user, null);

	@Test
	void principalOfTheAuthenticationIsGiven() {
		assertThat(argument(0, this.authentication)).isSameAs(this.user);
	}

	@Test
	void anonymousHasNone() {
		assertThat(argument(0, null)).isNull();
		assertThat(argument(2, null)).isNull();
	}

	@Test
	void principalOfAnotherTypeIsNullOrAnError() {
		Principal token = new TestingAuthenticationToken("ann", null);
		assertThat(argument(0, token)).isNull();
		assertThatExceptionOfType(ClassCastException.class).isThrownBy(() -> argument(1, token))
			.withMessageContaining("java.lang.String is no " + User.class.getName());
		assertThat(argument(1, this.authentication)).isSameAs(this.user);
	}

	@Test
	void expressionIsEvaluatedOnThePrincipal() {
		assertThat(argument(2, this.authentication)).isEqualTo("ann");
		assertThat(argument(3, this.authentication)).isEqualTo("hello ann");
	}

	@Test
	void annotationMayBeComposed() {
		assertThat(argument(4, this.authentication)).isSameAs(this.user);
	}

	@Test
	void aUserOfAnotherKindIsItself() {
		Principal other = () -> "bob";
		assertThat(argument(5, other)).isSameAs(other);
	}

	@Test
	void otherParametersAreNotItsOwn() {
		assertThat(resolve(6)).isNull();
	}

	private static @Nullable Object argument(int index, @Nullable Principal principal) {
		EndpointArgument argument = resolve(index);
		assertThat(argument).isNotNull();
		WebSocketConnection connection = mock(WebSocketConnection.class);
		given(connection.principal()).willReturn(principal);
		return argument.get(connection);
	}

	private static @Nullable EndpointArgument resolve(int index) {
		StaticListableBeanFactory beans = new StaticListableBeanFactory();
		beans.addBean("greeting", "hello ");
		for (Method method : ReflectionUtils.getDeclaredMethods(AuthenticationPrincipalResolverTests.class)) {
			if (method.getName().equals("handler")) {
				return new AuthenticationPrincipalResolver(beans, new CredentialLifetimes((authentication) -> null))
					.resolve(new MethodParameter(method, index));
			}
		}
		throw new IllegalStateException();
	}

	@Retention(RetentionPolicy.RUNTIME)
	@AuthenticationPrincipal
	@interface CurrentUser {

	}

	void handler(@AuthenticationPrincipal User user, @AuthenticationPrincipal(errorOnInvalidType = true) User strict,
			@AuthenticationPrincipal(expression = "username") String name,
			@AuthenticationPrincipal(expression = "@greeting + #this.username") String greeting,
			@CurrentUser User composed, @AuthenticationPrincipal Principal any, Principal none) {
	}

}
