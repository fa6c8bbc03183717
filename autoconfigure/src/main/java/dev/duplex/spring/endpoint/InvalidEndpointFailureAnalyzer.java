package dev.duplex.spring.endpoint;

import java.lang.reflect.Method;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.MethodParameter;

/**
 * Says which line of an endpoint bean keeps the application from starting, and what to
 * write instead.
 */
class InvalidEndpointFailureAnalyzer extends AbstractFailureAnalyzer<InvalidEndpointException> {

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, InvalidEndpointException cause) {
		EndpointSource source = cause.source();
		StringBuilder text = new StringBuilder("A WebSocket endpoint cannot work as it is written:\n\n");
		line(text, "Bean", source.beanName());
		line(text, "Class", source.beanClass().getName());
		Method method = source.method();
		if (method != null) {
			line(text, "Method", EndpointSource.signature(method));
		}
		MethodParameter parameter = source.parameter();
		if (parameter != null) {
			line(text, "Parameter", EndpointSource.describe(parameter));
		}
		text.append("\n").append(cause.problem());
		return new FailureAnalysis(text.toString(), cause.action(), cause);
	}

	private void line(StringBuilder text, String label, String value) {
		text.append("    ").append(label).append(": ").append(value).append("\n");
	}

}
