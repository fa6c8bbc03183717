package dev.duplex.sample;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips tests of pages where no browser is installed: loudly, as nothing else proves that
 * the pages work. On a build server ({@code CI=true}) they fail instead.
 */
public final class BrowserCondition implements ExecutionCondition {

	private static final String MISSING = "Chromium and chromedriver are not on the PATH, so %s did NOT test the pages"
			+ " (Debian and Ubuntu: apt-get install chromium chromium-driver)";

	@Override
	public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
		if (Browser.isInstalled()) {
			return ConditionEvaluationResult.enabled("A browser is installed");
		}
		String reason = MISSING.formatted(context.getDisplayName());
		System.err.println("WARNING: " + reason);
		if ("true".equals(System.getenv("CI"))) {
			throw new AssertionError(reason);
		}
		return ConditionEvaluationResult.disabled(reason);
	}

}
