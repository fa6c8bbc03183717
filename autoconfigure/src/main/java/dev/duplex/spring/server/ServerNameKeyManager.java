package dev.duplex.spring.server;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

import org.jspecify.annotations.Nullable;

/**
 * Chooses the key by the server name that the client asks for (RFC 6066 section 3). A
 * key's alias begins with the position of the manager that holds it.
 */
final class ServerNameKeyManager extends X509ExtendedKeyManager {

	private final List<X509ExtendedKeyManager> managers = new ArrayList<>();

	private final Map<String, Integer> positions;

	ServerNameKeyManager(X509ExtendedKeyManager fallback, Map<String, X509ExtendedKeyManager> byServerName) {
		this.managers.add(fallback);
		Map<String, Integer> found = new HashMap<>();
		byServerName.forEach((name, manager) -> {
			found.put(name, this.managers.size());
			this.managers.add(manager);
		});
		this.positions = Map.copyOf(found);
	}

	@Override
	public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
		int position = position(engine);
		String alias = this.managers.get(position).chooseEngineServerAlias(keyType, issuers, engine);
		return (alias != null) ? position + ":" + alias : null;
	}

	private int position(SSLEngine engine) {
		if (engine.getHandshakeSession() instanceof ExtendedSSLSession session) {
			for (SNIServerName name : session.getRequestedServerNames()) {
				if (name instanceof SNIHostName host) {
					Integer position = this.positions.get(host.getAsciiName().toLowerCase(Locale.ROOT));
					if (position != null) {
						return position;
					}
				}
			}
		}
		return 0;
	}

	@Override
	public X509Certificate @Nullable [] getCertificateChain(String alias) {
		return manager(alias).getCertificateChain(ownAlias(alias));
	}

	@Override
	public @Nullable PrivateKey getPrivateKey(String alias) {
		return manager(alias).getPrivateKey(ownAlias(alias));
	}

	private X509ExtendedKeyManager manager(String alias) {
		return this.managers.get(Integer.parseInt(alias, 0, alias.indexOf(':'), 10));
	}

	private static String ownAlias(String alias) {
		return alias.substring(alias.indexOf(':') + 1);
	}

	@Override
	public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
		return null;
	}

	@Override
	public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
		return null;
	}

	@Override
	public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
		return null;
	}

	@Override
	public @Nullable String chooseClientAlias(String[] keyType, Principal @Nullable [] issuers,
			@Nullable Socket socket) {
		return null;
	}

}
