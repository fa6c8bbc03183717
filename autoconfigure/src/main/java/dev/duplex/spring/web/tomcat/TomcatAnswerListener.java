package dev.duplex.spring.web.tomcat;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;

/**
 * Tells a {@link TomcatUpgradeHandler} when its request has left all filters and error
 * handling, the last moment at which Tomcat knows what it was answered. Without it in a
 * servlet context no connection is handed over there.
 */
public final class TomcatAnswerListener implements ServletRequestListener {

	static final String HANDLER = TomcatUpgradeHandler.class.getName();

	/**
	 * Creates the listener.
	 */
	public TomcatAnswerListener() {
	}

	@Override
	public void requestDestroyed(ServletRequestEvent event) {
		ServletRequest request = event.getServletRequest();
		if (request.getAttribute(HANDLER) instanceof TomcatUpgradeHandler handler) {
			handler.answered(request);
		}
	}

}
