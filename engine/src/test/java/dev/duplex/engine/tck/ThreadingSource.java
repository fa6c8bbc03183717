package dev.duplex.engine.tck;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.Stream;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * A test for each {@link Threading}. With virtual threads only for the handlers that run
 * on them: an event loop is the same thread as without.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ArgumentsSource(ThreadingSource.Threadings.class)
@interface ThreadingSource {

	/**
	 * The threadings.
	 */
	final class Threadings implements ArgumentsProvider {

		@Override
		public Stream<? extends Arguments> provideArguments(ParameterDeclarations parameters,
				ExtensionContext context) {
			return Stream.of(Threading.values())
				.filter((threading) -> threading == Threading.WORKER || !Threading.isVirtual())
				.map(Arguments::of);
		}

	}

}
