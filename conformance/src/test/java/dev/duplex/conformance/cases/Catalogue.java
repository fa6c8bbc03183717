package dev.duplex.conformance.cases;

import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.duplex.conformance.suite.ConformanceCase;

/**
 * All cases.
 */
public final class Catalogue {

	private Catalogue() {
	}

	/**
	 * All cases, by section and in the order of each.
	 * @return the cases
	 */
	public static List<ConformanceCase> all() {
		return Stream
			.<Supplier<List<ConformanceCase>>>of(HandshakeRequestCases::all, HandshakeResponseCases::all,
					FramingCases::all, TextCases::all, CloseCases::all, LoadCases::all, EngineCases::all,
					ApplicationCases::all)
			.flatMap((cases) -> cases.get().stream())
			.sorted(Comparator.comparing(ConformanceCase::section))
			.toList();
	}

}
