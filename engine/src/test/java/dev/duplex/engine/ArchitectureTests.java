package dev.duplex.engine;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executor;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The engine's shape: who may know whom. The root package holds values and contracts that
 * every package may speak; {@code runtime} puts the parts together, so nobody may know
 * it.
 */
@AnalyzeClasses(packages = "dev.duplex.engine", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	private static final String ROOT = "dev.duplex.engine";

	private static final String PROTOCOL = ROOT + ".protocol..";

	private static final String TRANSPORT = ROOT + ".transport..";

	private static final String SESSION = ROOT + ".session..";

	private static final String NIO = ROOT + ".nio..";

	private static final String LANE = ROOT + ".lane..";

	private static final String TOPIC = ROOT + ".topic..";

	private static final String RUNTIME = ROOT + ".runtime..";

	private static final DescribedPredicate<JavaClass> OURS = resideInAPackage(ROOT + "..");

	@ArchTest
	static final ArchRule engineNeedsTheJdkOnly = classes().should()
		.onlyDependOnClassesThat(
				resideInAnyPackage(ROOT + "..", "java..", "javax.net..", "javax.crypto..", "org.jspecify.annotations"));

	@ArchTest
	static final ArchRule engineLogsNothing = noClasses().should()
		.dependOnClassesThat()
		.resideInAnyPackage("java.util.logging..", "org.slf4j..");

	@ArchTest
	static final ArchRule rootIsValuesAndContractsOnly = noClasses().that()
		.resideInAPackage(ROOT)
		.should()
		.dependOnClassesThat(OURS.and(not(resideInAnyPackage(ROOT, PROTOCOL))));

	@ArchTest
	static final ArchRule protocolKnowsNothingOfOurs = noClasses().that()
		.resideInAPackage(PROTOCOL)
		.should()
		.dependOnClassesThat(OURS.and(not(resideInAPackage(PROTOCOL))));

	// Addresses are plain values here, and URLDecoder a function; getByName may ask the
	// DNS.
	@ArchTest
	static final ArchRule protocolHasNoSocketsThreadsClocksOrLocks = noClasses().that()
		.resideInAPackage(PROTOCOL)
		.should()
		.dependOnClassesThat(resideInAnyPackage("java.net..", "javax.net..", "java.nio.channels..",
				"java.util.concurrent.atomic..", "java.util.concurrent.locks..", "java.time..")
			.and(not(belongToAnyOf(InetAddress.class, InetSocketAddress.class, UnknownHostException.class,
					URLDecoder.class)))
			.or(assignableTo(Thread.class))
			.or(assignableTo(Executor.class)))
		.orShould()
		.callMethod(System.class, "nanoTime")
		.orShould()
		.callMethod(System.class, "currentTimeMillis")
		.orShould()
		.callMethod(InetAddress.class, "getByName", String.class)
		.orShould()
		.callMethod(InetAddress.class, "getAllByName", String.class)
		.orShould()
		.callConstructor(InetSocketAddress.class, String.class, int.class);

	@ArchTest
	static final ArchRule transportKnowsProtocolOnly = noClasses().that()
		.resideInAPackage(TRANSPORT)
		.should()
		.dependOnClassesThat(OURS.and(not(resideInAnyPackage(TRANSPORT, PROTOCOL))));

	@ArchTest
	static final ArchRule nioReachesSessionsThroughTransportOnly = noClasses().that()
		.resideInAPackage(NIO)
		.should()
		.dependOnClassesThat(OURS.and(not(resideInAnyPackage(NIO, TRANSPORT, PROTOCOL))));

	@ArchTest
	static final ArchRule laneKnowsTransportOnly = noClasses().that()
		.resideInAPackage(LANE)
		.should()
		.dependOnClassesThat(OURS.and(not(resideInAnyPackage(LANE, TRANSPORT))));

	@ArchTest
	static final ArchRule sessionKnowsNeitherLoopsNorTopics = noClasses().that()
		.resideInAPackage(SESSION)
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage(NIO, LANE, TOPIC);

	@ArchTest
	static final ArchRule topicKnowsNoLoops = noClasses().that()
		.resideInAPackage(TOPIC)
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage(NIO, LANE);

	@ArchTest
	static final ArchRule nobodyKnowsTheRuntime = noClasses().that()
		.resideOutsideOfPackage(RUNTIME)
		.should()
		.dependOnClassesThat()
		.resideInAPackage(RUNTIME);

	@ArchTest
	static final ArchRule packagesHaveNoCycles = slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

	@ArchTest
	static final ArchRule lettersAreFoldedWithoutTheUsersLocale = noClasses().should()
		.callMethod(String.class, "toLowerCase")
		.orShould()
		.callMethod(String.class, "toUpperCase")
		.because("the tokens of RFC 6455 are ASCII in every locale; pass " + Locale.class.getSimpleName() + ".ROOT");

	@ArchTest
	static void everyPackageIsNullMarked(JavaClasses classes) {
		assertThat(unmarkedPackages(classes)).as("packages without a @NullMarked package-info").isEmpty();
	}

	private static Set<String> unmarkedPackages(JavaClasses classes) {
		Set<String> unmarked = new TreeSet<>();
		for (JavaClass type : classes) {
			JavaPackage ofType = type.getPackage();
			boolean marked = ofType.tryGetPackageInfo()
				.map((info) -> info.isAnnotatedWith(NullMarked.class))
				.orElse(false);
			if (!marked) {
				unmarked.add(ofType.getName());
			}
		}
		return unmarked;
	}

}
