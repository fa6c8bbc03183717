package dev.duplex.spring.autoconfigure;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaParameter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.members;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What Spring Boot's own build asks of auto-configurations, asked of ours.
 */
@AnalyzeClasses(packages = "dev.duplex.spring", importOptions = ImportOption.DoNotIncludeTests.class)
class AutoConfigurationConventionsTests {

	private static final String IMPORTS = "META-INF/spring/"
			+ "org.springframework.boot.autoconfigure.AutoConfiguration.imports";

	private static final Path MAIN_OUTPUT = mainOutput();

	private static final DescribedPredicate<JavaClass> CONFIGURATIONS = describe("are configuration classes",
			(type) -> type.isMetaAnnotatedWith(Configuration.class));

	@ArchTest
	static void autoConfigurationsAreListedInOrder(JavaClasses classes) throws IOException {
		List<String> annotated = classes.stream()
			.filter((type) -> type.isAnnotatedWith(AutoConfiguration.class))
			.map(JavaClass::getName)
			.sorted()
			.toList();
		assertThat(lines(IMPORTS)).isNotEmpty().containsExactlyElementsOf(annotated);
	}

	@ArchTest
	static final ArchRule autoConfigurationsAreNamedSo = classes().that()
		.areAnnotatedWith(AutoConfiguration.class)
		.should()
		.haveSimpleNameEndingWith("AutoConfiguration");

	@ArchTest
	static final ArchRule autoConfigurationsArePublicAndFinal = classes().that()
		.areAnnotatedWith(AutoConfiguration.class)
		.should()
		.bePublic()
		.andShould()
		.haveModifier(JavaModifier.FINAL);

	@ArchTest
	static final ArchRule configurationsHaveNoPublicMembers = members().that()
		.areDeclaredInClassesThat(CONFIGURATIONS)
		.and(describe("are no defaults, constants or implementations", AutoConfigurationConventionsTests::isOwnMember))
		.should()
		.notBePublic();

	@ArchTest
	static final ArchRule nestedConfigurationsAreNotPublic = classes().that(CONFIGURATIONS)
		.and()
		.areNotAnnotatedWith(AutoConfiguration.class)
		.should()
		.notBePublic()
		.allowEmptyShould(true);

	@ArchTest
	static final ArchRule configurationsDoNotProxyBeanMethods = classes().that(CONFIGURATIONS)
		.should(satisfy("have proxyBeanMethods = false", (type) -> type.isAnnotatedWith(AutoConfiguration.class)
				|| !type.getAnnotationOfType(Configuration.class).proxyBeanMethods()));

	@ArchTest
	static final ArchRule conditionsAreNotPublic = classes().that()
		.areAssignableTo(Condition.class)
		.should()
		.notBePublic()
		.allowEmptyShould(true);

	@ArchTest
	static final ArchRule orderNamesOptionalClassesByName = classes().that()
		.areAnnotatedWith(AutoConfiguration.class)
		.should(satisfy("refer in before and after to classes of required dependencies only",
				(type) -> Stream.concat(classesOf(type, "before"), classesOf(type, "after"))
					.allMatch((name) -> name.startsWith("dev.duplex."))));

	@ArchTest
	static final ArchRule orderNamesExist = classes().that()
		.areAnnotatedWith(AutoConfiguration.class)
		.should(satisfy("refer in beforeName and afterName to classes that exist in each supported Spring Boot",
				AutoConfigurationConventionsTests::namesExist));

	@ArchTest
	static final ArchRule classConditionsAreNotOnBeanMethods = methods().that()
		.areAnnotatedWith(Bean.class)
		.should()
		.notBeAnnotatedWith(ConditionalOnClass.class)
		.because("the method's signature is loaded before the condition is seen: use a nested configuration");

	@ArchTest
	static final ArchRule missingBeanConditionsDoNotRepeatTheReturnType = methods().that()
		.areAnnotatedWith(Bean.class)
		.and()
		.areAnnotatedWith(ConditionalOnMissingBean.class)
		.should(satisfyMethod("not repeat their return type in @ConditionalOnMissingBean", (method) -> {
			Object value = method.getAnnotationOfType(ConditionalOnMissingBean.class.getName())
				.get("value")
				.orElse(new JavaClass[0]);
			return !(value instanceof JavaClass[] types && types.length == 1
					&& types[0].equals(method.getRawReturnType()));
		}))
		.allowEmptyShould(true);

	@ArchTest
	static final ArchRule beanMethodsReturnNoPrivateType = methods().that()
		.areAnnotatedWith(Bean.class)
		.should(satisfyMethod("not return a private type",
				(method) -> !method.getRawReturnType().getModifiers().contains(JavaModifier.PRIVATE)));

	@ArchTest
	static final ArchRule beanPostProcessorsComeEarlyAndAlone = methods().that()
		.areAnnotatedWith(Bean.class)
		.and()
		.haveRawReturnType(JavaClass.Predicates.assignableTo(BeanPostProcessor.class))
		.should()
		.beStatic()
		.andShould(satisfyMethod("take only what is not yet a bean of the application",
				(method) -> method.getParameters().stream().allMatch(AutoConfigurationConventionsTests::isEarly)))
		.allowEmptyShould(true);

	@ArchTest
	static final ArchRule beanFactoryPostProcessorsComeEarlyAndAlone = methods().that()
		.areAnnotatedWith(Bean.class)
		.and()
		.haveRawReturnType(JavaClass.Predicates.assignableTo(BeanFactoryPostProcessor.class))
		.should()
		.beStatic()
		.andShould(satisfyMethod("take nothing but the Environment",
				(method) -> method.getRawParameterTypes()
					.stream()
					.allMatch((type) -> type.isAssignableTo(Environment.class))))
		.allowEmptyShould(true);

	@ArchTest
	static final ArchRule convertersOfPropertiesAreStatic = methods().that()
		.areAnnotatedWith(Bean.class)
		.and()
		.areAnnotatedWith(ConfigurationPropertiesBinding.class)
		.should()
		.beStatic()
		.allowEmptyShould(true);

	@ArchTest
	static final ArchRule propertiesNameTheirPrefixByValue = classes().that()
		.areAnnotatedWith(ConfigurationProperties.class)
		.should(satisfy("use value and not prefix in @ConfigurationProperties",
				(type) -> type.getAnnotationOfType(ConfigurationProperties.class.getName())
					.hasExplicitlyDeclaredProperty("value")
						&& !type.getAnnotationOfType(ConfigurationProperties.class.getName())
							.hasExplicitlyDeclaredProperty("prefix")));

	@ArchTest
	static final ArchRule lettersAreFoldedWithoutTheUsersLocale = noClasses().should()
		.callMethod(String.class, "toLowerCase")
		.orShould()
		.callMethod(String.class, "toUpperCase")
		.because("Turkish has another i; pass " + Locale.class.getSimpleName() + ".ROOT");

	@ArchTest
	static final ArchRule listsOfStreamsAreUnmodifiable = noClasses().should()
		.callMethodWhere(describe("Collectors.toList()",
				(call) -> call.getTargetOwner().isEquivalentTo(Collectors.class) && call.getName().equals("toList")
						&& call.getTarget().getRawReturnType().isEquivalentTo(Collector.class)));

	@ArchTest
	static final ArchRule messagesOfChecksAreSprings = noClasses().should()
		.callMethod(Objects.class, "requireNonNull", Object.class, String.class)
		.orShould()
		.callMethod(Objects.class, "requireNonNull", Object.class, Supplier.class)
		.because("Spring's Assert says it in the words that users of Spring know");

	@ArchTest
	static void factoriesExistInOrder(JavaClasses classes) throws IOException {
		for (String location : List.of("META-INF/spring.factories", "META-INF/spring/aot.factories")) {
			Properties factories = new Properties();
			factories.load(new StringReader(String.join("\n", lines(location))));
			for (String key : factories.stringPropertyNames()) {
				List<String> names = Arrays.asList(StringUtils.tokenizeToStringArray(factories.getProperty(key), ","));
				assertThat(names).as("%s in %s", key, location)
					.isSorted()
					.allMatch(AutoConfigurationConventionsTests::exists);
				assertThat(exists(key)).as(key).isTrue();
			}
		}
	}

	private static boolean isOwnMember(JavaMember member) {
		if (member instanceof JavaConstructor constructor) {
			return !constructor.getRawParameterTypes().isEmpty();
		}
		if (member instanceof JavaField field) {
			return !field.getModifiers().containsAll(Set.of(JavaModifier.STATIC, JavaModifier.FINAL));
		}
		return !overridesPublicMethod((JavaMethod) member);
	}

	private static boolean overridesPublicMethod(JavaMethod method) {
		List<JavaClass> parents = new ArrayList<>(method.getOwner().getAllRawSuperclasses());
		parents.addAll(method.getOwner().getAllRawInterfaces());
		String[] parameters = method.getRawParameterTypes().stream().map(JavaClass::getName).toArray(String[]::new);
		return parents.stream()
			.anyMatch((parent) -> parent.tryGetMethod(method.getName(), parameters)
				.filter((inherited) -> inherited.getModifiers().contains(JavaModifier.PUBLIC))
				.isPresent());
	}

	private static boolean isEarly(JavaParameter parameter) {
		JavaClass type = parameter.getRawType();
		return parameter.isAnnotatedWith(Lazy.class) || type.isAssignableTo(ObjectProvider.class)
				|| type.isAssignableTo(ApplicationContext.class) || type.isAssignableTo(Environment.class);
	}

	/**
	 * Spring Boot 4.1 has moved classes of 4.0: of those with one simple name, one
	 * exists.
	 */
	private static boolean namesExist(JavaClass type) {
		return Stream.concat(namesOf(type, "beforeName"), namesOf(type, "afterName"))
			.collect(Collectors.groupingBy(ClassUtils::getShortName))
			.values()
			.stream()
			.allMatch((names) -> names.stream().anyMatch(AutoConfigurationConventionsTests::exists));
	}

	private static boolean exists(String name) {
		return ClassUtils.isPresent(name, AutoConfigurationConventionsTests.class.getClassLoader());
	}

	/**
	 * Reads one of our own resource files, which others on the class path have too.
	 */
	private static List<String> lines(String location) throws IOException {
		Path file = MAIN_OUTPUT.resolve(location);
		return Files.exists(file) ? Files.readAllLines(file) : List.of();
	}

	private static Path mainOutput() {
		String marker = "dev/duplex/spring/package-info.class";
		URL url = AutoConfigurationConventionsTests.class.getClassLoader().getResource(marker);
		assertThat(url).isNotNull();
		Path path = Path.of(URI.create(url.toString()));
		return path.getRoot().resolve(path.subpath(0, path.getNameCount() - Path.of(marker).getNameCount()));
	}

	private static ArchCondition<JavaClass> satisfy(String description, Predicate<JavaClass> predicate) {
		return ArchCondition.from(describe(description, predicate));
	}

	private static ArchCondition<JavaMethod> satisfyMethod(String description, Predicate<JavaMethod> predicate) {
		return ArchCondition.from(describe(description, predicate));
	}

	private static Stream<String> classesOf(JavaClass type, String attribute) {
		JavaClass[] classes = (JavaClass[]) attribute(type, attribute);
		return Arrays.stream(classes).map(JavaClass::getName);
	}

	private static Stream<String> namesOf(JavaClass type, String attribute) {
		return Arrays.stream((String[]) attribute(type, attribute));
	}

	private static Object attribute(JavaClass type, String attribute) {
		return type.getAnnotationOfType(AutoConfiguration.class.getName()).get(attribute).orElseThrow();
	}

}
