package dev.duplex.spring;

import java.util.Set;
import java.util.TreeSet;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.jspecify.annotations.NullMarked;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The Spring side's shape: what applications import stands on nothing optional, and each
 * optional technology stays in its own package.
 */
@AnalyzeClasses(packages = "dev.duplex.spring", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

	private static final String ROOT = "dev.duplex.spring";

	@ArchTest
	static final ArchRule apiKnowsNothingElseOfOurs = noClasses().that()
		.resideInAPackage(ROOT)
		.should()
		.dependOnClassesThat(resideInAPackage(ROOT + "..").and(not(resideInAPackage(ROOT))));

	@ArchTest
	static final ArchRule apiKnowsOfTheEngineWhatItsUsersKnow = noClasses().that()
		.resideInAPackage(ROOT)
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("dev.duplex.engine.session..", "dev.duplex.engine.nio..", "dev.duplex.engine.topic..",
				"dev.duplex.engine.transport..");

	@ArchTest
	static final ArchRule apiNeedsNoContainer = noClasses().that()
		.resideInAPackage(ROOT)
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("jakarta.servlet..", "org.apache..", "org.eclipse..", "io.netty..", "reactor..");

	@ArchTest
	static final ArchRule tomcatIsKnownToItsTransportOnly = noClasses().that()
		.resideOutsideOfPackage(ROOT + ".web.tomcat..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("org.apache.catalina..", "org.apache.coyote..", "org.apache.tomcat..");

	@ArchTest
	static final ArchRule jettyIsKnownToItsTransportOnly = noClasses().that()
		.resideOutsideOfPackages(ROOT + ".web.jetty..", ROOT + ".autoconfigure.jetty..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("org.eclipse.jetty..");

	@ArchTest
	static final ArchRule nettyIsKnownToItsTransportOnly = noClasses().that()
		.resideOutsideOfPackage(ROOT + ".web.netty..")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("io.netty..", "reactor.netty..");

	@ArchTest
	static final ArchRule reactorIsKnownToReactiveServersOnly = noClasses().that()
		.resideOutsideOfPackages(ROOT + ".web.netty..", ROOT + ".web.reactive..", ROOT + ".security.reactive..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("reactor..");

	@ArchTest
	static final ArchRule micrometerIsKnownToMetricsOnly = noClasses().that()
		.resideOutsideOfPackages(ROOT + "..metrics..", ROOT + "..observation..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("io.micrometer..");

	@ArchTest
	static final ArchRule springSecurityIsKnownToSecurityOnly = noClasses().that()
		.resideOutsideOfPackage(ROOT + "..security..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage("org.springframework.security..");

	@ArchTest
	static final ArchRule onlyAutoConfigurationKnowsItself = noClasses().that()
		.resideOutsideOfPackage(ROOT + ".autoconfigure..")
		.should()
		.dependOnClassesThat()
		.resideInAPackage(ROOT + ".autoconfigure..");

	@ArchTest
	static final ArchRule packagesHaveNoCycles = slices().matching(ROOT + ".(**)").should().beFreeOfCycles();

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
