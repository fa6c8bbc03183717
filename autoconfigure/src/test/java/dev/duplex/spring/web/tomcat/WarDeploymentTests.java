package dev.duplex.spring.web.tomcat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Set;

import dev.duplex.spring.testing.TestApplication;
import dev.duplex.spring.testing.TestClient;
import org.apache.catalina.Context;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.support.SpringBootServletInitializer;
import org.springframework.web.SpringServletContainerInitializer;
import org.springframework.web.context.support.WebApplicationContextUtils;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that was deployed to a Tomcat which it has not started.
 */
class WarDeploymentTests {

	private final Tomcat tomcat = new Tomcat();

	@TempDir
	private Path folder;

	@BeforeEach
	void start() throws Exception {
		this.tomcat.setBaseDir(this.folder.toString());
		this.tomcat.setPort(0);
		this.tomcat.getConnector();
		this.tomcat.start();
	}

	private Context deploy(Class<?> application) {
		Context context = new StandardContext();
		context.setPath("/shop");
		context.setDocBase(this.folder.toString());
		context.setParentClassLoader(getClass().getClassLoader());
		context.addLifecycleListener(new Tomcat.FixContextListener());
		context.addServletContainerInitializer(new SpringServletContainerInitializer(), Set.of(application));
		this.tomcat.getHost().addChild(context);
		return context;
	}

	@AfterEach
	void stop() throws Exception {
		this.tomcat.stop();
		this.tomcat.destroy();
	}

	private int port() {
		return this.tomcat.getConnector().getLocalPort();
	}

	@Test
	void endpointsAreServedBelowTheContextPath() throws Exception {
		deploy(Application.class);
		try (TestClient client = TestClient.connect(port(), "/shop/echo")) {
			assertThat(client.send("hi").text()).isEqualTo("hi");
		}
		assertThat(TestClient.refusal(port(), "/echo")).isEqualTo(404);
		assertThat(TestClient.refusal(port(), "/shop/echo", "Origin", "https://evil.example")).isEqualTo(403);
	}

	@Test
	void otherRequestsAreTheApplications() throws Exception {
		deploy(Application.class);
		URI hello = URI.create("http://localhost:" + port() + "/shop/hello");
		assertThat(
				HttpClient.newHttpClient().send(HttpRequest.newBuilder(hello).build(), BodyHandlers.ofString()).body())
			.isEqualTo("hello");
	}

	@Test
	void peersAreToldWhenItIsUndeployed() throws Exception {
		Context context = deploy(Application.class);
		try (TestClient client = TestClient.connect(port(), "/shop/echo")) {
			assertThat(client.send("hi").text()).isEqualTo("hi");
			context.stop();
			assertThat(client.closed()).startsWith("1001");
		}
	}

	@Test
	void aPortOfItsOwnIsOpenedToo() throws Exception {
		Context context = deploy(OwnPortApplication.class);
		int own = WebApplicationContextUtils.getRequiredWebApplicationContext(context.getServletContext())
			.getEnvironment()
			.getRequiredProperty("local.duplex.port", Integer.class);
		try (TestClient client = TestClient.connect(own, "/echo")) {
			assertThat(client.send("hi").text()).isEqualTo("hi");
			assertThat(TestClient.refusal(port(), "/shop/rooms/lobby")).isEqualTo(404);
			context.stop();
			assertThat(client.closed()).startsWith("1001");
		}
	}

	/**
	 * What its WAR has in the place of a main method.
	 */
	public static class Application extends SpringBootServletInitializer {

		@Override
		protected SpringApplicationBuilder configure(SpringApplicationBuilder builder) {
			return builder.sources(TestApplication.class, TestApplication.Http.class)
				.properties(TestApplication.NO_SECURITY, "spring.main.banner-mode=off");
		}

	}

	/**
	 * The same with a port for endpoints.
	 */
	public static class OwnPortApplication extends Application {

		@Override
		protected SpringApplicationBuilder configure(SpringApplicationBuilder builder) {
			return super.configure(builder).properties("duplex.server.port=0");
		}

	}

}
