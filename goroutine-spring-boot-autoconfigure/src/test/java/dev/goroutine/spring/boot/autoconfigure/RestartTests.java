package dev.goroutine.spring.boot.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for an application that is started again and again in one JVM, each time in a
 * class loader of its own, as devtools do: nothing of the starter keeps an old one alive.
 */
@Tag("long")
class RestartTests {

	@Test
	void classLoaderIsFreeOnceTheApplicationIsClosed() throws Exception {
		// Neither soft references, such as Spring's caches have, nor Boot's logging
		// system,
		// which has the environment of the last application, must hide whether it is.
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-XX:SoftRefLRUPolicyMSPerMB=0",
				"-Dorg.springframework.boot.logging.LoggingSystem=none", "--add-opens=java.base/java.lang=ALL-UNNAMED",
				"--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
				Restarter.class.getName())
			.redirectErrorStream(true)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
		assertThat(output).contains("run 1: answered", "run 2: answered", "free: 2");
		assertThat(process.exitValue()).as(output).isZero();
	}

}
