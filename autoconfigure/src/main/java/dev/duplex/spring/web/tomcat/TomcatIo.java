package dev.duplex.spring.web.tomcat;

/**
 * Whose threads move the bytes of connections that came in by Tomcat's port.
 */
public enum TomcatIo {

	/**
	 * Our event loops, on the channel that Tomcat lends.
	 */
	ADOPTED,

	/**
	 * Tomcat's own, the ones that serve HTTP requests.
	 */
	CONTAINER

}
