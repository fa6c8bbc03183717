package dev.duplex.conformance.interop;

import java.util.Optional;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips tests where there is no Node with {@code ws}: loudly, as nothing else proves that
 * the two understand each other. On a build server ({@code CI=true}) they fail instead.
 */
final class NodeWsCondition implements ExecutionCondition {

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		Optional<String> problem = NodeWs.problem();
		if (problem.isEmpty()) {
			return ConditionEvaluationResult.enabled("Node's ws is installed");
		}
		String reason = context.getDisplayName() + " did NOT test Node's ws: " + problem.get();
		System.err.println("WARNING: " + reason);
		if ("true".equals(System.getenv("CI"))) {
			throw new AssertionError(reason);
		}
		return ConditionEvaluationResult.disabled(reason);
	}

}
