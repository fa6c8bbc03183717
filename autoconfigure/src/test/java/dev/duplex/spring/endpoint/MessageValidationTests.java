package dev.duplex.spring.endpoint;

import java.util.ArrayList;
import java.util.List;

import dev.duplex.spring.MessageNotValidException;
import dev.duplex.spring.OnBinary;
import dev.duplex.spring.OnText;
import dev.duplex.spring.WebSocketEndpoint;
import dev.duplex.spring.WebSocketExceptionHandler;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.validation.Errors;
import org.springframework.validation.SmartValidator;
import org.springframework.validation.Validator;
import org.springframework.validation.annotation.Validated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Messages are checked by the application's validator before their handler is called.
 */
@ExtendWith(OutputCaptureExtension.class)
class MessageValidationTests {

	private static final String INVALID = "{\"item\":\"secret\",\"amount\":0}";

	@Test
	void messageThatIsNotValidCloses(CapturedOutput output) {
		try (EndpointTestContext context = EndpointTestContext.of(Orders.class, Smart.class)) {
			FakeConnection connection = context.connect("/orders")
				.text("{\"item\":\"tea\",\"amount\":2}")
				.text(INVALID)
				.text("{\"item\":\"tea\",\"amount\":3}");
			assertThat(connection.sent).containsExactly("text placed 2", "close 1008 message not valid");
			assertThat(connection.reported).isEmpty();
			assertThat(context.observed).containsExactly("/orders text", "/orders text MessageNotValidException");
			assertThat(output)
				.contains("Connection " + connection.id() + " to /orders closed with 1008: message not valid by "
						+ "Orders.place: amount (Positive), message (Strict)")
				.doesNotContain("secret");
		}
	}

	@Test
	void annotationsGroupsAreHints() {
		try (EndpointTestContext context = EndpointTestContext.of(Orders.class, Smart.class)) {
			context.connect("/orders").text("{\"amount\":2}").binary("{\"amount\":2}");
			assertThat(context.application.getBean(Smart.class).hints).containsExactly(List.of(),
					List.of(Strict.class));
		}
	}

	@Test
	void violationReachesExceptionHandlers() {
		try (EndpointTestContext context = EndpointTestContext.of(Handling.class, Smart.class)) {
			assertThat(context.connect("/handling").text(INVALID).text("{\"amount\":1}").sent)
				.containsExactly("text amount Positive 0", "text placed 1");
		}
	}

	@Test
	void aPlainValidatorWillDo() {
		try (EndpointTestContext context = EndpointTestContext.of(Handling.class, Plain.class)) {
			assertThat(context.connect("/handling").text(INVALID).sent).containsExactly("text amount Positive 0");
		}
	}

	@Test
	void nullIsNotChecked() {
		try (EndpointTestContext context = EndpointTestContext.of(Handling.class, Smart.class)) {
			assertThat(context.connect("/handling").text("null").sent)
				.containsExactly("close 1007 message not readable");
		}
	}

	@Test
	void logNamesAFewFieldsAndNoLine(CapturedOutput output) {
		try (EndpointTestContext context = EndpointTestContext.of(Orders.class, Many.class)) {
			context.connect("/orders").text("{\"amount\":2}");
			assertThat(output).contains("Orders.place: message (e0), message (e1), message (e2), message (e3), "
					+ "message (e4) and 5 more");
		}
	}

	@Test
	void validationThatWouldNotHappenIsInvalid() {
		assertInvalid("the application has no validator", Orders.class);
		assertInvalid("the application's validator does not support " + Order.class.getName(), Orders.class,
				Unsupporting.class);
		assertInvalid("several and none is @Primary", Orders.class, Smart.class, Plain.class);
		assertInvalid("but a java.util.List has no constraints itself", Lists.class, Smart.class);
	}

	private static void assertInvalid(String problem, Class<?>... beans) {
		assertThatExceptionOfType(InvalidEndpointException.class).isThrownBy(() -> EndpointTestContext.of(beans))
			.withMessageContaining(problem);
	}

	record Order(String item, int amount) {
	}

	interface Strict {

	}

	@WebSocketEndpoint("/orders")
	static class Orders {

		@OnText
		String place(@Validated Order order) {
			return "placed " + order.amount();
		}

		@OnBinary
		void strict(@Validated(Strict.class) Order order) {
		}

	}

	@WebSocketEndpoint("/handling")
	static class Handling {

		@OnText
		String place(@Validated Order order) {
			return "placed " + order.amount();
		}

		@WebSocketExceptionHandler
		String invalid(MessageNotValidException ex) {
			return "amount " + ex.errors().getFieldErrors("amount").get(0).getCode() + " "
					+ ex.errors().getFieldValue("amount");
		}

	}

	@WebSocketEndpoint("/lists")
	static class Lists {

		@OnText
		void place(@Validated List<Order> orders) {
		}

	}

	private static void check(Object target, Errors errors) {
		if (((Order) target).amount() < 1) {
			errors.rejectValue("amount", "Positive");
			errors.reject("Strict");
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Smart {

		final List<List<Object>> hints = new ArrayList<>();

		@Bean
		SmartValidator smartValidator() {
			return new SmartValidator() {

				@Override
				public boolean supports(Class<?> type) {
					return true;
				}

				@Override
				public void validate(Object target, Errors errors) {
					throw new IllegalStateException();
				}

				@Override
				public void validate(Object target, Errors errors, Object... hints) {
					Smart.this.hints.add(List.of(hints));
					check(target, errors);
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Plain {

		@Bean
		Validator plainValidator() {
			return Validator.forInstanceOf(Order.class, MessageValidationTests::check);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Unsupporting {

		@Bean
		Validator unsupporting() {
			return Validator.forInstanceOf(String.class, (text, errors) -> {
			});
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Many {

		@Bean
		Validator many() {
			return Validator.forInstanceOf(Order.class, (order, errors) -> {
				for (int i = 0; i < 10; i++) {
					errors.reject("e" + i);
				}
			});
		}

	}

}
