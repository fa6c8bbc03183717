package dev.duplex.spring.endpoint;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import dev.duplex.engine.Endpoint;
import dev.duplex.spring.Execution;
import dev.duplex.spring.OnConnect;
import dev.duplex.spring.OnText;
import dev.duplex.spring.WebSocketEndpoint;
import dev.duplex.spring.endpoint.other.OtherPackageEndpoint;
import org.aopalliance.intercept.MethodInterceptor;
import org.junit.jupiter.api.Test;

import org.springframework.aop.framework.autoproxy.BeanNameAutoProxyCreator;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.core.annotation.AliasFor;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestParam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Which beans are endpoints, and that they are called through their proxies.
 */
class EndpointDiscoveryTests {

	@Test
	void beanServesItsPathAndIsNamedAfterItsClass() {
		try (EndpointTestContext context = EndpointTestContext.of(Echo.class)) {
			assertThat(context.application.getBeanNamesForType(Echo.class))
				.containsExactly("endpointDiscoveryTests.Echo");
			assertThat(context.connect("/echo").text("a").sent).containsExactly("text a");
			assertThat(context.registry.match("/other")).isNull();
		}
	}

	@Test
	void endpointsAreSortedByName() {
		try (EndpointTestContext context = EndpointTestContext.of(OnLoop.class, Echo.class)) {
			assertThat(context.registry.endpoints()).extracting(Endpoint::name).containsExactly("/echo", "/loop");
		}
	}

	@Test
	void endpointGetsDefaultsAndItsOwnSettings() {
		try (EndpointTestContext context = EndpointTestContext.of(OnLoop.class, Echo.class)) {
			Endpoint echo = context.registry.endpoint("endpointDiscoveryTests.Echo");
			assertThat(echo.executor()).isSameAs(EndpointTestContext.HANDLER_EXECUTOR);
			assertThat(echo.options()).isSameAs(EndpointTestContext.DEFAULTS.options());
			assertThat(echo.originPolicy()).isSameAs(EndpointTestContext.DEFAULTS.originPolicy());
			assertThat(echo.subprotocols()).isEmpty();
			Endpoint loop = context.registry.endpoint("fast");
			assertThat(loop.executor()).isNull();
			assertThat(loop.subprotocols()).containsExactly("v2.example", "v1.example");
		}
	}

	@Test
	void composedAnnotationsWork() {
		try (EndpointTestContext context = EndpointTestContext.of(Composed.class)) {
			assertThat(context.connect("/composed").text("a").sent).containsExactly("text composed a");
			assertThat(context.registry.endpoints().get(0).executor()).isNull();
		}
	}

	@Test
	void handlersAreInherited() {
		try (EndpointTestContext context = EndpointTestContext.of(Child.class)) {
			assertThat(context.connect("/child").text("[1,2]").sent).containsExactly("text open", "text 3");
		}
	}

	@Test
	void pathMayHavePlaceholders() {
		try (EndpointTestContext context = EndpointTestContext.of((application) -> {
			MockEnvironment environment = new MockEnvironment();
			environment.setProperty("chat.path", "/from/configuration");
			application.setEnvironment(environment);
			application.register(Placeholder.class);
		})) {
			assertThat(context.connect("/from/configuration").text("a").sent).containsExactly("text a");
		}
	}

	@Test
	void beanMethodMakesAnEndpoint() {
		try (EndpointTestContext context = EndpointTestContext.of(BeanMethods.class)) {
			assertThat(context.connect("/echo").text("a").sent).containsExactly("text a");
		}
	}

	@Test
	void unrelatedLazyBeansAreNotCreated() {
		try (EndpointTestContext context = EndpointTestContext.of(Echo.class, NeverCreated.class)) {
			assertThat(context.application.getBeanFactory().containsSingleton("endpointDiscoveryTests.NeverCreated"))
				.isFalse();
		}
	}

	@Test
	void lazyEndpointIsCreatedByItsFirstConnection() {
		try (EndpointTestContext context = EndpointTestContext.of((application) -> {
			application.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor());
			application.register(Echo.class, OnLoop.class);
		})) {
			String name = "endpointDiscoveryTests.Echo";
			assertThat(context.application.getBeanFactory().containsSingleton(name)).isFalse();
			assertThat(context.connect("/echo").text("a").sent).containsExactly("text a");
			assertThat(context.application.getBeanFactory().containsSingleton(name)).isTrue();
		}
	}

	@Test
	void lazyEndpointOfTheEventLoopIsCreatedAtStart() {
		try (EndpointTestContext context = EndpointTestContext.of((application) -> {
			application.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor());
			application.register(OnLoop.class);
		})) {
			assertThat(context.application.getBeanFactory().containsSingleton("endpointDiscoveryTests.OnLoop"))
				.isTrue();
		}
	}

	@Test
	void prototypeIsCreatedForEachCall() {
		try (EndpointTestContext context = EndpointTestContext.of(Counting.class)) {
			assertThat(context.connect("/counting").text("a").text("b").sent).containsExactly("text 1", "text 1");
		}
	}

	@Test
	void scopedProxyIsCalled() {
		try (EndpointTestContext context = EndpointTestContext.of((application) -> {
			application.getBeanFactory().registerScope("thread", new SimpleThreadScope());
			application.register(ThreadScoped.class);
		})) {
			assertThat(context.registry.endpoints()).hasSize(1);
			assertThat(context.connect("/scoped").text("a").text("b").sent).containsExactly("text 1", "text 2");
		}
	}

	@Test
	void adviceOfAClassProxyAppliesToPackagePrivateMethodsOfAPackagePrivateClass() {
		List<String> calls = new ArrayList<>();
		try (EndpointTestContext context = EndpointTestContext
			.of((application) -> advise(application, calls, true, Echo.class))) {
			assertThat(context.connect("/echo").text("a").sent).containsExactly("text a");
			assertThat(calls).containsExactly("echo");
		}
	}

	@Test
	void adviceOfAnInterfaceProxyApplies() {
		List<String> calls = new ArrayList<>();
		try (EndpointTestContext context = EndpointTestContext
			.of((application) -> advise(application, calls, false, Greeter.class))) {
			assertThat(context.connect("/greeter").text("a").sent).containsExactly("text hello a");
			assertThat(calls).containsExactly("greet");
		}
	}

	@Test
	void methodOutsideOfTheProxiedInterfacesIsRefused() {
		assertThatExceptionOfType(InvalidEndpointException.class)
			.isThrownBy(() -> EndpointTestContext
				.of((application) -> advise(application, new ArrayList<>(), false, HiddenByInterface.class)))
			.withMessageContaining("JDK proxy")
			.withMessageContaining("method hidden(String)")
			.withMessageContaining("proxyTargetClass = true");
	}

	@Test
	void methodThatAClassProxyCannotInterceptIsRefused() {
		for (Class<?> type : List.of(PrivateMethod.class, FinalMethod.class, FinalInterfaceMethod.class)) {
			assertThatExceptionOfType(InvalidEndpointException.class).isThrownBy(
					() -> EndpointTestContext.of((application) -> advise(application, new ArrayList<>(), true, type)))
				.withMessageContaining("cannot intercept")
				.withMessageContaining("Make the method public or protected, and not final.");
		}
	}

	@Test
	void packagePrivateMethodOfAnotherPackageWorksWithoutProxyOnly() {
		try (EndpointTestContext context = EndpointTestContext.of(FromOtherPackage.class)) {
			assertThat(context.connect("/other-package").text("a").sent).containsExactly("text a");
		}
		assertThatExceptionOfType(InvalidEndpointException.class)
			.isThrownBy(() -> EndpointTestContext
				.of((application) -> advise(application, new ArrayList<>(), true, FromOtherPackage.class)))
			.withMessageContaining("package-private in another package or class loader");
	}

	@Test
	void privateAndFinalMethodsWorkWithoutProxy() {
		try (EndpointTestContext context = EndpointTestContext.of(PrivateMethod.class, FinalMethod.class)) {
			assertThat(context.connect("/private").text("a").sent).containsExactly("text a");
			assertThat(context.connect("/final").text("a").sent).containsExactly("text a");
		}
	}

	@Test
	void lazyBeanThatTurnsOutToHideItsHandlerFailsItsConnections() {
		try (EndpointTestContext context = EndpointTestContext.of((application) -> {
			application.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor());
			advise(application, new ArrayList<>(), false, HiddenByInterface.class);
		})) {
			FakeConnection connection = context.connect("/hidden").text("a");
			assertThat(connection.sent).containsExactly("close 1011 Internal error");
			assertThat(connection.reported).singleElement().isInstanceOf(InvalidEndpointException.class);
		}
	}

	@Test
	void productOfAFactoryBeanMayBeAnEndpoint() {
		try (EndpointTestContext context = EndpointTestContext.of(EchoFactoryBean.class)) {
			assertThat(context.connect("/echo").text("a").sent).containsExactly("text a");
		}
	}

	private static void advise(AnnotationConfigApplicationContext application, List<String> calls, boolean byClass,
			Class<?> type) {
		application.registerBean("advice", MethodInterceptor.class, () -> (invocation) -> {
			calls.add(invocation.getMethod().getName());
			return invocation.proceed();
		});
		BeanNameAutoProxyCreator creator = new BeanNameAutoProxyCreator();
		creator.setBeanNames("advised");
		creator.setInterceptorNames("advice");
		creator.setProxyTargetClass(byClass);
		application.registerBean(BeanNameAutoProxyCreator.class, () -> {
			creator.setBeanFactory(application.getBeanFactory());
			return creator;
		});
		application.registerBean("advised", type);
	}

	@WebSocketEndpoint("/echo")
	static class Echo {

		@OnText
		String echo(String message) {
			return message;
		}

	}

	@WebSocketEndpoint(path = "/loop", id = "fast", subprotocols = { "v2.example", "v1.example" },
			execution = Execution.EVENT_LOOP)
	static class OnLoop {

		@OnText
		void take(String message) {
		}

	}

	@Target(ElementType.TYPE)
	@Retention(RetentionPolicy.RUNTIME)
	@WebSocketEndpoint(execution = Execution.EVENT_LOOP)
	@interface FastEndpoint {

		@AliasFor(annotation = WebSocketEndpoint.class, attribute = "path")
		String at();

	}

	@Target(ElementType.METHOD)
	@Retention(RetentionPolicy.RUNTIME)
	@OnText
	@interface OnCommand {

	}

	@FastEndpoint(at = "/composed")
	static class Composed {

		@OnCommand
		String take(String message) {
			return "composed " + message;
		}

	}

	interface Opener {

		@OnConnect
		default String opened() {
			return "open";
		}

	}

	abstract static class Parent<T> {

		@OnText
		Object take(T message) {
			return apply(message);
		}

		abstract Object apply(T message);

	}

	@WebSocketEndpoint("/child")
	static class Child extends Parent<List<Integer>> implements Opener {

		@Override
		Object apply(List<Integer> message) {
			return message.get(0) + message.get(1);
		}

	}

	@WebSocketEndpoint("${chat.path}")
	static class Placeholder extends Echo {

	}

	@Configuration(proxyBeanMethods = false)
	static class BeanMethods {

		@Bean
		Echo echo() {
			return new Echo();
		}

	}

	@Lazy
	@Component
	static class NeverCreated {

	}

	@WebSocketEndpoint("/counting")
	@Scope(BeanDefinition.SCOPE_PROTOTYPE)
	static class Counting {

		private final AtomicInteger count = new AtomicInteger();

		@OnText
		String take() {
			return String.valueOf(this.count.incrementAndGet());
		}

	}

	@WebSocketEndpoint("/scoped")
	@Scope(scopeName = "thread", proxyMode = ScopedProxyMode.TARGET_CLASS)
	static class ThreadScoped {

		private final AtomicInteger count = new AtomicInteger();

		@OnText
		String take() {
			return String.valueOf(this.count.incrementAndGet());
		}

	}

	public interface Greeting {

		@OnText
		String greet(String name);

	}

	@WebSocketEndpoint("/greeter")
	static class Greeter implements Greeting {

		@Override
		public String greet(String name) {
			return "hello " + name;
		}

	}

	@WebSocketEndpoint("/hidden")
	static class HiddenByInterface implements Greeting {

		@Override
		public String greet(String name) {
			return name;
		}

		@OnConnect
		void hidden(@RequestParam(defaultValue = "") String name) {
		}

	}

	@WebSocketEndpoint("/other-package")
	static class FromOtherPackage extends OtherPackageEndpoint {

	}

	@WebSocketEndpoint("/private")
	static class PrivateMethod {

		@OnText
		private String take(String message) {
			return message;
		}

	}

	@WebSocketEndpoint("/final")
	static class FinalMethod {

		@OnText
		final String take(String message) {
			return message;
		}

	}

	@WebSocketEndpoint("/final-interface")
	static class FinalInterfaceMethod implements Greeting {

		@Override
		public final String greet(String message) {
			return message;
		}

	}

	static class EchoFactoryBean implements FactoryBean<Echo> {

		@Override
		public Echo getObject() {
			return new Echo();
		}

		@Override
		public Class<?> getObjectType() {
			return Echo.class;
		}

	}

}
