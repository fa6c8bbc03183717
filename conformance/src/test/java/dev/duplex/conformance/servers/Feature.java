package dev.duplex.conformance.servers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Something that works, or does not: a row of the page.
 */
final class Feature {

	private final String title;

	private final Map<Server, String> words = new EnumMap<>(Server.class);

	private final Map<Server, List<Proof>> proofs = new EnumMap<>(Server.class);

	Feature(String title) {
		this.title = title;
	}

	/**
	 * Every feature, in the order of the page.
	 */
	static List<Feature> all() {
		List<Feature> features = new ArrayList<>();
		features.add(new Feature("transport TCK").on(Server.OWN, "OwnPortTransportTests")
			.on(Server.TOMCAT, "TomcatTransportTests")
			.on(Server.JETTY, "JettyTransportTests")
			.on(Server.NETTY, "NettyTransportTests", "NioNettyTransportTests"));
		features.add(new Feature("transport TCK, TLS").on(Server.OWN, "TlsPortTransportTests")
			.on(Server.TOMCAT, "TomcatTlsTransportTests")
			.on(Server.JETTY, "JettyTlsTransportTests")
			.on(Server.NETTY, "SecureNettyTransportTests"));
		features.add(features.get(0).onVirtualThreads("transport TCK, virtual threads"));
		features.add(features.get(1).onVirtualThreads("transport TCK, virtual threads, TLS"));
		features.addAll(connections());
		features.addAll(applications());
		features.addAll(tls());
		features.addAll(proxies());
		return List.copyOf(features);
	}

	private static List<Feature> connections() {
		return List.of(
				new Feature("WebSocket over HTTP/1.1").on(Server.OWN, "OwnPortTransportTests")
					.on(Server.TOMCAT, "TomcatTransportTests")
					.on(Server.JETTY, "JettyTransportTests")
					.on(Server.NETTY, "NettyTransportTests"),
				new Feature("WebSocket over HTTP/2 (RFC 8441)")
					.on(Server.JETTY, "Http2JettyPortTests", "JettyHttp2TransportTests")
					.on(Server.NETTY, "NettyHttp2Tests"),
				new Feature("Chromium's WebSocket, from a page over HTTP/2").words(Server.OWN, Page.NONE)
					.on(Server.TOMCAT, "BrowserHttpVersionTests")
					.words(Server.TOMCAT, "over HTTP/1.1")
					.on(Server.JETTY, "BrowserHttpVersionTests")
					.words(Server.JETTY, "over HTTP/2")
					.on(Server.NETTY, "BrowserHttpVersionTests")
					.words(Server.NETTY, "over HTTP/2"),
				new Feature("compression (permessage-deflate)").on(Server.OWN, "OwnPortTransportTests")
					.on(Server.TOMCAT, "TomcatTransportTests")
					.on(Server.JETTY, "JettyTransportTests")
					.on(Server.NETTY, "NettyTransportTests"));
	}

	private static List<Feature> applications() {
		return List.of(
				webServers("beside the application's pages and requests", "#otherRequestsAreTheApplications",
						"#staticPagesAreServedBeside"),
				new Feature("behind filters and Spring Security").on(Server.TOMCAT, "SecuredTomcatPortTests")
					.on(Server.JETTY, "SecuredJettyPortTests")
					.on(Server.NETTY, "SecuredNettyPortTests"),
				new Feature("below a context path, whatever the servlet path").words(Server.OWN, Page.NONE)
					.on(Server.TOMCAT, "SecuredTomcatPortTests#theUserOfTheHandshakeIsThePrincipal")
					.on(Server.JETTY, "SecuredJettyPortTests#theUserOfTheHandshakeIsThePrincipal")
					.on(Server.NETTY, "SecuredNettyPortTests#theUserOfTheHandshakeIsThePrincipal"),
				webServers("endpoints stay off a management port", "#aManagementPortHasNoEndpoints"),
				new Feature("messages while requests take every thread").words(Server.OWN, Page.NONE)
					.on(Server.TOMCAT, "SharedTomcatPortTests#requestsThatTakeEveryThreadDoNotKeepMessagesWaiting")
					.on(Server.JETTY, "SharedJettyPortTests#requestsThatTakeEveryThreadDoNotKeepMessagesWaiting")
					.words(Server.NETTY, Page.NONE),
				new Feature("in a WAR").on(Server.OWN, "WarDeploymentTests#aPortOfItsOwnIsOpenedToo")
					.on(Server.TOMCAT, "WarDeploymentTests")
					.words(Server.NETTY, Page.NONE),
				new Feature("peers are told of a shutdown")
					.on(Server.OWN, "OwnPortTests#connectionsEndWithGoingAwayBeforeTheApplication")
					.on(Server.TOMCAT, "SharedTomcatPortTests#aGracefulShutdownTellsThePeersAndDoesNotWaitForThem")
					.on(Server.JETTY, "SharedJettyPortTests#aGracefulShutdownTellsThePeersAndDoesNotWaitForThem")
					.on(Server.NETTY, "SharedNettyPortTests#connectionsAreDrainedBeforeTheServerStops"));
	}

	private static List<Feature> tls() {
		String principal = "SharedTlsPortTests#theUserOfAClientsCertificateIsThePrincipal";
		return List.of(
				new Feature("TLS from an SSL bundle").on(Server.OWN, "TlsPortTests#endpointsAreServedOverTls")
					.on(Server.TOMCAT, "SharedTomcatTlsPortTests#endpointsAndPagesShareThePortWithAndWithoutHttp2")
					.on(Server.JETTY, principal)
					.on(Server.NETTY, "SharedNettyPortTests#withAnSslBundleTheyAreServedOverTls"),
				new Feature("the user of a client's certificate is the principal")
					.on(Server.OWN, "TlsPortTests#aNeededClientCertificateIsThePrincipalAndAuthenticationEnough")
					.on(Server.TOMCAT, principal)
					.on(Server.JETTY, principal)
					.on(Server.NETTY, principal),
				new Feature("an SSL bundle that is updated, without a restart")
					.on(Server.OWN, "TlsPortTests#anUpdatedBundleIsForNewConnectionsAndOpenOnesGoOn")
					.on(Server.TOMCAT, "SharedTomcatTlsPortTests#anUpdatedBundleIsForNewConnectionsAndOpenOnesGoOn")
					.on(Server.NETTY,
							"SharedTlsPortTests#anUpdatedBundleIsForNewConnectionsOfReactorNettyAndOpenOnesGoOn"),
				new Feature("SSL bundles by server name (SNI)")
					.on(Server.OWN, "TlsPortTests#theServerNameChoosesTheBundle")
					.on(Server.TOMCAT, "SharedTomcatTlsPortTests#theServerNameChoosesTheBundle")
					.on(Server.NETTY, "SharedTlsPortTests#theServerNameChoosesTheBundleOfReactorNetty"));
	}

	private static List<Feature> proxies() {
		String past = "#whoComesPastTheProxyMayNotForward";
		return List.of(everywhere("behind nginx and HAProxy, with forwarded headers", "NginxTests", "HaproxyTests"),
				new Feature("forwarded headers of trusted addresses only")
					.on(Server.OWN, "NginxTests" + past, "HaproxyTests" + past)
					.on(Server.TOMCAT, "NginxTests" + past, "HaproxyTests" + past),
				new Feature("the PROXY protocol").on(Server.OWN, "ProxyProtocolTests",
						"ProxiedPortTests#theProxyProtocolNamesTheClient"));
	}

	private static Feature everywhere(String title, String... tests) {
		Feature feature = new Feature(title);
		for (Server server : Server.values()) {
			feature.on(server, tests);
		}
		return feature;
	}

	/**
	 * Something that is no question on a port of our own.
	 */
	private static Feature webServers(String title, String... methods) {
		return new Feature(title).words(Server.OWN, Page.NONE)
			.on(Server.TOMCAT, of("SharedTomcatPortTests", methods))
			.on(Server.JETTY, of("SharedJettyPortTests", methods))
			.on(Server.NETTY, of("SharedNettyPortTests", methods));
	}

	private static String[] of(String testClass, String... methods) {
		return Arrays.stream(methods).map((method) -> testClass + method).toArray(String[]::new);
	}

	private Feature on(Server server, String... tests) {
		List<Proof> all = new ArrayList<>();
		for (String test : tests) {
			all.add(Proof.of(test));
		}
		this.proofs.put(server, all);
		return this;
	}

	private Feature words(Server server, String text) {
		this.words.put(server, text);
		return this;
	}

	private Feature onVirtualThreads(String newTitle) {
		Feature feature = new Feature(newTitle);
		this.proofs
			.forEach((server, all) -> feature.proofs.put(server, all.stream().map(Proof::onVirtualThreads).toList()));
		return feature;
	}

	String title() {
		return this.title;
	}

	/**
	 * The tests that all have to pass for it to work on a server.
	 */
	List<Proof> proofs(Server server) {
		return this.proofs.getOrDefault(server, List.of());
	}

	/**
	 * What the page says where it works, or where there is nothing to prove.
	 */
	String words(Server server) {
		return this.words.getOrDefault(server, proofs(server).isEmpty() ? "no" : "yes");
	}

}
