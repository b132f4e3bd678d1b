package dev.goroutine;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A Java runtime without the module {@code jdk.jfr}, as {@code jlink} makes it.
 */
class WithoutFlightRecorderTests {

	@Test
	void allElseWorks() throws Exception {
		ForkedJvm.Output output = ForkedJvm.run(List.of("--limit-modules=java.base,java.management,jdk.unsupported",
				"--add-opens=java.base/java.lang=ALL-UNNAMED"), Main.class);
		assertThat(output.text()).contains("no jdk.jfr, ran, traced");
	}

	static final class Main {

		public static void main(String[] args) throws Exception {
			String jfr = ModuleLayer.boot().findModule("jdk.jfr").isPresent() ? "jdk.jfr" : "no jdk.jfr";
			try (GoRuntime runtime = GoRuntime.create(); SchedulerTrace trace = runtime.trace(Duration.ofMinutes(1))) {
				runtime.gomaxprocs(2);
				for (int i = 0; i < 100; i++) {
					runtime.go(() -> Goroutine.blocking(() -> 1)).get();
				}
				String ran = runtime.go(() -> "ran").get();
				byte[] file = trace.newInputStream().readAllBytes();
				System.out.println(jfr + ", " + ran + ", " + ((file.length > 1_000) ? "traced" : "not traced"));
			}
		}

	}

}
