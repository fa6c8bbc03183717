package dev.duplex.conformance.servers;

import java.util.ArrayList;
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
		features.add(new Feature("WebSocket over HTTP/2 (RFC 8441)")
			.on(Server.JETTY, "Http2JettyPortTests", "JettyHttp2TransportTests")
			.on(Server.NETTY, "NettyHttp2Tests"));
		features.add(new Feature("Chromium's WebSocket, from a page over HTTP/2")
			.on(Server.TOMCAT, "BrowserHttpVersionTests")
			.words(Server.TOMCAT, "over HTTP/1.1")
			.on(Server.JETTY, "BrowserHttpVersionTests")
			.words(Server.JETTY, "over HTTP/2")
			.on(Server.NETTY, "BrowserHttpVersionTests")
			.words(Server.NETTY, "over HTTP/2"));
		features.add(new Feature("beside the application's pages and requests")
			.on(Server.TOMCAT, "SharedTomcatPortTests#otherRequestsAreTheApplications",
					"SharedTomcatPortTests#staticPagesAreServedBeside")
			.on(Server.JETTY, "SharedJettyPortTests#otherRequestsAreTheApplications",
					"SharedJettyPortTests#staticPagesAreServedBeside")
			.on(Server.NETTY, "SharedNettyPortTests#otherRequestsAreTheApplications",
					"SharedNettyPortTests#staticPagesAreServed"));
		features.add(new Feature("behind filters and Spring Security").on(Server.TOMCAT, "SecuredTomcatPortTests")
			.on(Server.JETTY, "SecuredJettyPortTests")
			.on(Server.NETTY, "SecuredNettyPortTests"));
		features.add(new Feature("messages while requests take every thread")
			.on(Server.TOMCAT, "SharedTomcatPortTests#requestsThatTakeEveryThreadDoNotKeepMessagesWaiting")
			.on(Server.JETTY, "SharedJettyPortTests#requestsThatTakeEveryThreadDoNotKeepMessagesWaiting"));
		String principal = "SharedTlsPortTests#theUserOfAClientsCertificateIsThePrincipal";
		features.add(new Feature("the user of a client's certificate is the principal")
			.on(Server.OWN, "TlsPortTests#aNeededClientCertificateIsThePrincipalAndAuthenticationEnough")
			.on(Server.TOMCAT, principal)
			.on(Server.JETTY, principal)
			.on(Server.NETTY, principal));
		features.add(new Feature("an SSL bundle that is updated")
			.on(Server.OWN, "TlsPortTests#anUpdatedBundleIsForNewConnectionsAndOpenOnesGoOn")
			.on(Server.TOMCAT, "SharedTomcatTlsPortTests#anUpdatedBundleIsForNewConnectionsAndOpenOnesGoOn")
			.on(Server.NETTY, "SharedTlsPortTests#anUpdatedBundleIsForNewConnectionsOfReactorNettyAndOpenOnesGoOn"));
		features
			.add(new Feature("SSL bundles by server name").on(Server.OWN, "TlsPortTests#theServerNameChoosesTheBundle")
				.on(Server.TOMCAT, "SharedTomcatTlsPortTests#theServerNameChoosesTheBundle")
				.on(Server.NETTY, "SharedTlsPortTests#theServerNameChoosesTheBundleOfReactorNetty"));
		features.add(new Feature("forwarded headers of a trusted proxy")
			.on(Server.OWN, "ProxiedPortTests#aTrustedProxyIsBelieved")
			.on(Server.TOMCAT, "ForwardedHandshakeTests#theOriginIsThatOfTheProxyWhenItIsTrusted")
			.on(Server.NETTY, "ForwardedHandshakeTests#theOriginIsThatOfTheProxyWhenItIsTrusted"));
		features
			.add(new Feature("the PROXY protocol").on(Server.OWN, "ProxiedPortTests#theProxyProtocolNamesTheClient"));
		features.add(new Feature("peers are told of a shutdown")
			.on(Server.OWN, "OwnPortTests#connectionsEndWithGoingAwayBeforeTheApplication")
			.on(Server.TOMCAT, "SharedTomcatPortTests#aGracefulShutdownTellsThePeersAndDoesNotWaitForThem")
			.on(Server.JETTY, "SharedJettyPortTests#aGracefulShutdownTellsThePeersAndDoesNotWaitForThem")
			.on(Server.NETTY, "SharedNettyPortTests#connectionsAreDrainedBeforeTheServerStops"));
		return List.copyOf(features);
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
	 * What the page says where it works.
	 */
	String words(Server server) {
		return this.words.getOrDefault(server, "yes");
	}

}
