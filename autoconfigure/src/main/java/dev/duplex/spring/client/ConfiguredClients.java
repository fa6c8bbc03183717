package dev.duplex.spring.client;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import dev.duplex.spring.endpoint.ClientEndpointSettings;
import dev.duplex.spring.endpoint.RelaxedId;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * The clients that are configured. Their ids are relaxed; the name in logs and metrics is
 * the one that was asked for first.
 */
public final class ConfiguredClients {

	private final Map<String, ClientSettings> settings = new TreeMap<>();

	private final ClientContext context;

	private final Map<String, ConfiguredClient> clients = new ConcurrentHashMap<>();

	/**
	 * Creates the clients.
	 * @param settings what is configured, by id
	 * @param context what they share
	 */
	public ConfiguredClients(Map<String, ClientSettings> settings, ClientContext context) {
		settings.forEach((id, client) -> this.settings.putIfAbsent(RelaxedId.uniform(id), client));
		this.context = context;
	}

	/**
	 * Finds what is configured for a client endpoint that is a bean.
	 * @param id the endpoint's id
	 * @return the settings, or {@code null} if no URL is configured for it
	 */
	public @Nullable ClientEndpointSettings endpointSettings(String id) {
		ConfiguredClient client = find(id);
		if (client == null) {
			return null;
		}
		client.requireMessageLimit(false);
		ClientSettings configured = client.settings();
		return new ClientEndpointSettings(client.id(), configured.connection(), configured.subprotocols(),
				configured.execution());
	}

	/**
	 * What went through a client's connections.
	 * @param id the client's name in logs and metrics
	 * @return the live counters, or {@code null} if nothing is configured for it
	 */
	public @Nullable ClientTraffic traffic(String id) {
		ConfiguredClient client = find(id);
		return (client != null) ? client.traffic() : null;
	}

	ConfiguredClient require(String id) {
		ConfiguredClient client = find(id);
		if (client == null) {
			throw new InvalidConfigurationPropertyValueException("duplex.client." + id + ".url", null,
					"It must say where the client connects, for example to wss://example.com/stream.");
		}
		return client;
	}

	private @Nullable ConfiguredClient find(String id) {
		String uniform = RelaxedId.uniform(id);
		ClientSettings found = this.settings.get(uniform);
		String url = (found != null) ? found.url() : null;
		if (found == null || url == null) {
			return null;
		}
		return this.clients.computeIfAbsent(uniform, (key) -> new ConfiguredClient(id, url, found, this.context));
	}

}
