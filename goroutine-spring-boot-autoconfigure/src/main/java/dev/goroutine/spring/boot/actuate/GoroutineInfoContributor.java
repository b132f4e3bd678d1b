package dev.goroutine.spring.boot.actuate;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.goroutine.GoRuntime;
import dev.goroutine.internal.jdk.VirtualThreads;
import dev.goroutine.spring.runtime.GoRuntimes;

import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/**
 * {@link InfoContributor} that says under {@code goroutine} what goroutines run on: how
 * the JDK is reached, the versions, and the size of each runtime.
 */
public class GoroutineInfoContributor implements InfoContributor {

	private final GoRuntimes runtimes;

	/**
	 * Creates the contributor.
	 * @param runtimes the runtimes to describe
	 */
	public GoroutineInfoContributor(GoRuntimes runtimes) {
		this.runtimes = runtimes;
	}

	@Override
	public void contribute(Info.Builder builder) {
		Map<String, Object> details = new LinkedHashMap<>();
		details.put("jdkAccess", VirtualThreads.access());
		details.put("versions", versions());
		Map<String, Object> sizes = new LinkedHashMap<>();
		for (GoRuntime runtime : this.runtimes.getAll()) {
			sizes.put(runtime.name(), Map.of("gomaxprocs", runtime.gomaxprocs()));
		}
		details.put("runtimes", sizes);
		builder.withDetail("goroutine", details);
	}

	private static Map<String, String> versions() {
		Map<String, String> versions = new LinkedHashMap<>();
		// The manifest has it; there is no manifest while this runs from its
		// classes.
		String own = GoRuntime.class.getPackage().getImplementationVersion();
		if (own != null) {
			versions.put("goroutine", own);
		}
		versions.put("java", Runtime.version().toString());
		versions.put("springBoot", SpringBootVersion.getVersion());
		return versions;
	}

}
