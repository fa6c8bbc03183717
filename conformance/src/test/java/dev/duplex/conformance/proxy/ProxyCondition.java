package dev.duplex.conformance.proxy;

import java.util.Optional;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Skips tests where their proxy is not installed: loudly, as nothing else proves that we
 * get along with it. On a build server ({@code CI=true}) they fail instead.
 */
final class ProxyCondition implements ExecutionCondition {

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		Optional<ProxyProgram> program = AnnotationSupport.findAnnotation(context.getElement(), Needs.class)
			.map(Needs::value);
		Optional<String> problem = program.flatMap(ProxyProgram::problem);
		if (problem.isEmpty()) {
			return ConditionEvaluationResult.enabled("nothing is missing");
		}
		String reason = context.getDisplayName() + " did NOT test " + program.get() + ": " + problem.get();
		System.err.println("WARNING: " + reason);
		if ("true".equals(System.getenv("CI"))) {
			throw new AssertionError(reason);
		}
		return ConditionEvaluationResult.disabled(reason);
	}

}
