package dev.duplex.spring.endpoint;

import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.List;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.autoproxy.AutoProxyUtils;
import org.springframework.aop.scope.ScopedObject;
import org.springframework.aop.scope.ScopedProxyUtils;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;

/**
 * Finds endpoint beans by their types, as Spring finds event listeners: nothing is
 * created for it, and proxies and scopes are looked through.
 */
final class EndpointBeanFinder {

	private static final Log logger = LogFactory.getLog(EndpointBeanFinder.class);

	private final ConfigurableListableBeanFactory beanFactory;

	EndpointBeanFinder(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	/**
	 * An endpoint bean.
	 *
	 * @param <A> the type of the annotation
	 * @param source the bean and its class
	 * @param annotation what its annotation says, composed ones merged
	 */
	record Found<A extends Annotation>(EndpointSource source, A annotation) {
	}

	<A extends Annotation> List<Found<A>> find(Class<A> annotationType) {
		List<Found<A>> found = new ArrayList<>();
		for (String name : this.beanFactory.getBeanNamesForType(Object.class)) {
			if (ScopedProxyUtils.isScopedTarget(name)) {
				continue;
			}
			Class<?> type = targetClass(name);
			if (type == null || !AnnotationUtils.isCandidateClass(type, annotationType)) {
				continue;
			}
			A annotation = AnnotatedElementUtils.findMergedAnnotation(type, annotationType);
			if (annotation != null) {
				found.add(new Found<>(new EndpointSource(name, type), annotation));
			}
		}
		return found;
	}

	private @Nullable Class<?> targetClass(String name) {
		try {
			Class<?> type = AutoProxyUtils.determineTargetClass(this.beanFactory, name);
			if (type != null && ScopedObject.class.isAssignableFrom(type)) {
				Class<?> target = AutoProxyUtils.determineTargetClass(this.beanFactory,
						ScopedProxyUtils.getTargetBeanName(name));
				type = (target != null) ? target : type;
			}
			return (type != null) ? ClassUtils.getUserClass(type) : null;
		}
		catch (Throwable ex) {
			// A bean of a type that cannot be loaded is somebody else's, and need not be
			// ever
			// used.
			if (logger.isDebugEnabled()) {
				logger.debug("Could not tell the class of bean '" + name + "'", ex);
			}
			return null;
		}
	}

}
