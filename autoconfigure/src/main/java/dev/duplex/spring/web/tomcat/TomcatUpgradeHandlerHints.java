package dev.duplex.spring.web.tomcat;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Lets Tomcat make the upgrade handler in a native image.
 */
public final class TomcatUpgradeHandlerHints implements RuntimeHintsRegistrar {

	/**
	 * Called by Spring.
	 */
	public TomcatUpgradeHandlerHints() {
	}

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.reflection().registerType(TomcatUpgradeHandler.class, MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS);
	}

}
