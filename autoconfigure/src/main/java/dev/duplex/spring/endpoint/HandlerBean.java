package dev.duplex.spring.endpoint;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * The bean whose methods are called: as the container hands it out, so with its proxy. A
 * singleton is fetched once, any other scope for each call.
 */
final class HandlerBean {

	private final ConfigurableListableBeanFactory beanFactory;

	private final EndpointSource source;

	private final boolean singleton;

	private final List<HandlerMethod> methods = new ArrayList<>();

	private volatile @Nullable Object instance;

	/** Objects of this class have passed {@link #check}. */
	private volatile @Nullable Class<?> checked;

	/**
	 * A handler.
	 *
	 * @param declared the method of the bean's class
	 * @param called the method that is called: of an interface if there is one, as that
	 * is what every kind of proxy has
	 */
	private record HandlerMethod(Method declared, Method called) {
	}

	HandlerBean(ConfigurableListableBeanFactory beanFactory, EndpointSource source) {
		this.beanFactory = beanFactory;
		this.source = source;
		this.singleton = beanFactory.isSingleton(source.beanName());
	}

	void calls(Method declared, Method called) {
		this.methods.add(new HandlerMethod(declared, called));
	}

	/**
	 * Whether the bean exists, or its creation need not wait for the first connection.
	 */
	boolean isReady() {
		String name = this.source.beanName();
		return this.singleton
				&& (this.beanFactory.containsSingleton(name) || !this.beanFactory.containsBeanDefinition(name)
						|| !this.beanFactory.getMergedBeanDefinition(name).isLazyInit());
	}

	boolean isSingleton() {
		return this.singleton;
	}

	Object get() {
		Object bean = this.instance;
		if (bean != null) {
			return bean;
		}
		bean = this.beanFactory.getBean(this.source.beanName());
		if (bean.getClass() != this.checked) {
			check(bean);
			this.checked = bean.getClass();
		}
		if (this.singleton) {
			this.instance = bean;
		}
		return bean;
	}

	private void check(Object bean) {
		for (HandlerMethod method : this.methods) {
			EndpointSource at = this.source.at(method.declared());
			if (!method.called().getDeclaringClass().isInstance(bean)) {
				throw at.invalid(Proxy.isProxyClass(bean.getClass())
						? "The bean is a JDK proxy of its interfaces, and the method is on none of them, so that calls "
								+ "would miss the proxy's advice."
						: "The bean is a " + bean.getClass().getName() + ", which does not have the method.",
						"Proxy the class (proxyTargetClass = true; spring.aop.proxy-target-class is not false), or declare "
								+ "the method in an interface that the class implements.");
			}
			if (AopUtils.isCglibProxy(bean) && !isIntercepted(method.declared(), bean.getClass())) {
				throw at.invalid(
						"The bean is a proxy by subclass, which cannot intercept a method that is private, final, or "
								+ "package-private in another package or class loader: it would run without the bean's fields "
								+ "and advice.",
						"Make the method public or protected, and not final.");
			}
		}
	}

	private static boolean isIntercepted(Method method, Class<?> proxy) {
		int modifiers = method.getModifiers();
		if (Modifier.isPrivate(modifiers) || Modifier.isFinal(modifiers)) {
			return false;
		}
		Class<?> declaring = method.getDeclaringClass();
		return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers)
				|| declaring.getClassLoader() == proxy.getClassLoader()
						&& declaring.getPackageName().equals(proxy.getPackageName());
	}

}
