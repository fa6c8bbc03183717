package dev.duplex.conformance.proxy;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A proxy that must be installed.
 */
enum ProxyProgram {

	NGINX("nginx"),

	/** nginx's module for TCP, which Debian packs by itself. */
	NGINX_STREAM("libnginx-mod-stream"),

	HAPROXY("haproxy"),

	TINYPROXY("tinyproxy");

	/** Where Debian's module is. */
	static final Path STREAM_MODULE = Path.of("/usr/lib/nginx/modules/ngx_stream_module.so");

	private final String debianPackage;

	ProxyProgram(String debianPackage) {
		this.debianPackage = debianPackage;
	}

	/**
	 * Why there is none to test with.
	 * @return the problem, or empty if there is one
	 */
	Optional<String> problem() {
		if (!System.getProperty("os.name").equals("Linux")) {
			return Optional.of("only Linux has the loopback addresses that tell the client from the proxy");
		}
		boolean found = (this == NGINX_STREAM) ? Files.exists(STREAM_MODULE) && NGINX.find().isPresent()
				: find().isPresent();
		return found ? Optional.empty()
				: Optional.of("it is not installed (Debian and Ubuntu: apt-get install " + this.debianPackage + ")");
	}

	/**
	 * The executable, which Debian puts where the PATH of users does not lead.
	 */
	Optional<Path> find() {
		String path = System.getenv().getOrDefault("PATH", "") + File.pathSeparator + "/usr/sbin" + File.pathSeparator
				+ "/usr/local/sbin";
		return Stream.of(path.split(File.pathSeparator))
			.map((folder) -> Path.of(folder, this.debianPackage))
			.filter(Files::isExecutable)
			.findFirst();
	}

}
