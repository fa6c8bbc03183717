package dev.duplex.spring;

import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodParameter;

/**
 * Teaches handlers a kind of argument. A bean of this type is asked at start only, for
 * each parameter of each handler: of a client once, of an endpoint once for each of its
 * paths, and of advice for each path of all endpoints. The first in {@code @Order} that
 * knows the parameter has it. <pre class="code">
 * &#064;Bean
 * EndpointArgumentResolver tenants(Tenants tenants) {
 *     return (parameter) -&gt; (parameter.getParameterType() == Tenant.class)
 *             ? (connection) -&gt; tenants.of(connection.handshake()) : null;
 * }</pre>
 * <p>
 * Parameters with {@code @PathVariable}, {@code @RequestParam}, {@code @RequestHeader},
 * {@code @CookieValue} or {@code @RequestAttribute} are not asked for. All others are,
 * also those of a type that handlers have an argument for, and those that would take the
 * message.
 */
@FunctionalInterface
public interface EndpointArgumentResolver {

	/**
	 * Says where the argument of a parameter comes from.
	 * @param parameter the parameter, with its annotations, and with its name if it is in
	 * the class file
	 * @return where from, or {@code null} if this is not a parameter for this resolver
	 */
	@Nullable EndpointArgument resolve(MethodParameter parameter);

}
