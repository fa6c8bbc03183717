package dev.duplex.spring.web.tomcat;

import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/**
 * Lets Tomcat make what it makes by name in a native image: the upgrade handler and the
 * connector's protocol.
 */
public final class TomcatHints implements RuntimeHintsRegistrar {

	/**
	 * Called by Spring.
	 */
	public TomcatHints() {
	}

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		hints.reflection().registerType(TomcatUpgradeHandler.class, MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS);
		hints.reflection().registerType(ReleasingNioProtocol.class, MemberCategory.INVOKE_PUBLIC_CONSTRUCTORS);
	}

}
