package dev.duplex.spring.endpoint;

import java.lang.annotation.Annotation;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.duplex.spring.MessageNotValidException;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.MethodParameter;
import org.springframework.validation.BeanPropertyBindingResult;
import org.springframework.validation.Errors;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;
import org.springframework.validation.SmartValidator;
import org.springframework.validation.Validator;
import org.springframework.validation.annotation.ValidationAnnotationUtils;

/**
 * Checks messages whose parameter has {@code @Valid} or {@code @Validated}, by the
 * application's validator, as Spring MVC checks a request's body.
 */
final class MessageValidation {

	/** A log line names no more of what may be as many as the message is long. */
	private static final int MAX_NAMED = 5;

	private final ConfigurableListableBeanFactory beanFactory;

	MessageValidation(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * Lets a reader check what it has read, if the parameter asks for it.
	 */
	MessageReader of(EndpointSource at, MethodParameter parameter, MessageReader reader) {
		for (Annotation annotation : parameter.getParameterAnnotations()) {
			@Nullable Object[] hints = ValidationAnnotationUtils.determineValidationHints(annotation);
			if (hints != null) {
				Validator validator = validator(at, annotation, ParameterBinder.resolve(at, parameter).toClass());
				return checked(reader, validator, hints, EndpointSource.shortName(ParameterBinder.methodOf(parameter)));
			}
		}
		return reader;
	}

	private Validator validator(EndpointSource at, Annotation annotation, Class<?> type) {
		String name = "@" + annotation.annotationType().getSimpleName();
		if (Collection.class.isAssignableFrom(type) || Map.class.isAssignableFrom(type) || type.isArray()
				|| CharSequence.class.isAssignableFrom(type)) {
			throw at.invalid("The parameter has " + name + ", but a " + type.getName() + " has no constraints itself.",
					"Take a record or class that has it as a component, and write the constraints there.");
		}
		Validator validator = this.beanFactory.getBeanProvider(Validator.class).getIfUnique();
		if (validator == null || !validator.supports(type)) {
			throw at.invalid("The parameter has " + name + ", but "
					+ ((validator != null) ? "the application's validator does not support " + type.getName() + "."
							: "the application has no validator, or several and none is @Primary."),
					"Add org.springframework.boot:spring-boot-starter-validation, or declare a bean of type "
							+ Validator.class.getName() + ".");
		}
		return validator;
	}

	private static MessageReader checked(MessageReader reader, Validator validator, @Nullable Object[] hints,
			String user) {
		return (payload) -> {
			Object value = reader.read(payload);
			if (value != null) {
				Errors errors = new BeanPropertyBindingResult(value, "message");
				if (validator instanceof SmartValidator smart) {
					smart.validate(value, errors, hints);
				}
				else {
					validator.validate(value, errors);
				}
				if (errors.hasErrors()) {
					throw new MessageNotValidException("message not valid by " + user + ": " + named(errors), errors);
				}
			}
			return value;
		};
	}

	private static String named(Errors errors) {
		List<ObjectError> all = errors.getAllErrors();
		return all.stream()
			.limit(MAX_NAMED)
			.map((error) -> ((error instanceof FieldError field) ? field.getField() : "message") + " ("
					+ error.getCode() + ")")
			.collect(Collectors.joining(", ", "",
					(all.size() > MAX_NAMED) ? " and " + (all.size() - MAX_NAMED) + " more" : ""));
	}

}
