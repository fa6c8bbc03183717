package dev.duplex.spring.endpoint;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import dev.duplex.spring.WebSocketEndpointAdvice;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.Order;
import org.springframework.core.annotation.OrderUtils;

/**
 * Finds the advice beans in the order in which they are asked. None is created for it,
 * but those that are {@link Ordered} and so tell their order themselves.
 */
final class AdviceFinder {

	private final ConfigurableListableBeanFactory beanFactory;

	AdviceFinder(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	private record Ranked(EndpointSource source, int order) {
	}

	List<EndpointSource> find() {
		List<Ranked> found = new ArrayList<>();
		for (EndpointBeanFinder.Found<WebSocketEndpointAdvice> bean : new EndpointBeanFinder(this.beanFactory)
			.find(WebSocketEndpointAdvice.class)) {
			found.add(new Ranked(bean.source(), order(bean.source())));
		}
		found.sort(Comparator.comparingInt(Ranked::order));
		return found.stream().map(Ranked::source).toList();
	}

	private int order(EndpointSource source) {
		if (Ordered.class.isAssignableFrom(source.beanClass())
				&& this.beanFactory.getBean(source.beanName()) instanceof Ordered ordered) {
			return ordered.getOrder();
		}
		Order ofMethod = ofFactoryMethod(source.beanName());
		return (ofMethod != null) ? ofMethod.value()
				: OrderUtils.getOrder(source.beanClass(), Ordered.LOWEST_PRECEDENCE);
	}

	private @Nullable Order ofFactoryMethod(String name) {
		if (this.beanFactory.containsBeanDefinition(name)
				&& this.beanFactory.getMergedBeanDefinition(name) instanceof RootBeanDefinition definition
				&& definition.getResolvedFactoryMethod() != null) {
			return AnnotatedElementUtils.findMergedAnnotation(definition.getResolvedFactoryMethod(), Order.class);
		}
		return null;
	}

}
