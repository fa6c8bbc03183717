package dev.duplex.conformance.proxy;

/**
 * Our endpoints behind HAProxy.
 */
@Needs(ProxyProgram.HAPROXY)
class HaproxyTests extends ReverseProxySuite {

	@Override
	RunningProxy start(String server, String idle) {
		return RunningProxy.haproxy(Template.HAPROXY, server, idle);
	}

}
