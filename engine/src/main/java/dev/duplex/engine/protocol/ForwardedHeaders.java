package dev.duplex.engine.protocol;

/**
 * Headers by which proxies tell of the request that they got. One kind only is believed:
 * a proxy that sets one kind passes the other on as the client sent it.
 */
public enum ForwardedHeaders {

	/**
	 * None.
	 */
	NONE,

	/**
	 * {@code Forwarded} (RFC 7239).
	 */
	FORWARDED,

	/**
	 * {@code X-Forwarded-For}, {@code X-Forwarded-Proto}, {@code X-Forwarded-Host} and
	 * {@code X-Forwarded-Port}. Of the last three, the last value counts, which the
	 * nearest proxy has set, or passed on.
	 */
	X_FORWARDED

}
