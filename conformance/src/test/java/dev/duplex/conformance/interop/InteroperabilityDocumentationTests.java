package dev.duplex.conformance.interop;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

import okhttp3.OkHttp;
import org.apache.catalina.util.ServerInfo;
import org.eclipse.jetty.util.Jetty;
import org.java_websocket.WebSocket;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code docs/interoperability.md} names the versions that are tested.
 */
class InteroperabilityDocumentationTests {

	private static final Path PAGE = Path.of("..", "docs", "interoperability.md");

	private static final Path LOCK = Path.of("src", "test", "node", "package-lock.json");

	@Test
	void versionsAreThoseOfTheTests() throws Exception {
		assertThat(Files.readString(PAGE)).contains("| Tomcat | " + tomcat() + " |")
			.contains("| Jetty | " + Jetty.VERSION + " |")
			.contains("| Java-WebSocket | " + javaWebSocket() + " |")
			.contains("| OkHttp, with MockWebServer as its server | " + OkHttp.VERSION + " |")
			.containsPattern("\\| Node's `ws` \\| [0-9.]+ \\|");
	}

	@Test
	void versionOfWsIsThatOfItsLockFile() throws Exception {
		String version = Files.readString(PAGE).split("\\| Node's `ws` \\| ")[1].split(" ")[0];
		assertThat(Files.readString(LOCK)).contains("\"ws\": \"" + version + "\"");
	}

	/** Without the build's own, fourth part. */
	private static String tomcat() {
		String number = ServerInfo.getServerNumber();
		return number.substring(0, number.lastIndexOf('.'));
	}

	private static String javaWebSocket() throws Exception {
		Properties properties = new Properties();
		try (InputStream in = WebSocket.class
			.getResourceAsStream("/META-INF/maven/org.java-websocket/Java-WebSocket/pom.properties")) {
			properties.load(in);
		}
		return properties.getProperty("version");
	}

}
