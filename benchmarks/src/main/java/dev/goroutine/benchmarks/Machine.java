package dev.goroutine.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

import dev.goroutine.benchmarks.side.GoToolchain;

/**
 * What the figures were measured on. Without it they mean nothing.
 */
final class Machine {

	private Machine() {
	}

	static String describe() throws IOException, InterruptedException {
		double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
		return String.format(Locale.ROOT, "%s, %d CPUs (load %.2f before), %s %s, JDK %s (%s), %s", cpu(),
				Runtime.getRuntime().availableProcessors(), load, System.getProperty("os.name"),
				System.getProperty("os.arch"), System.getProperty("java.runtime.version"),
				System.getProperty("java.vendor"), GoToolchain.version().map((go) -> "Go " + go).orElse("no Go"));
	}

	private static String cpu() throws IOException {
		Path info = Path.of("/proc/cpuinfo");
		if (!Files.isReadable(info)) {
			return "unknown CPU";
		}
		try (Stream<String> lines = Files.lines(info)) {
			return lines.filter((line) -> line.startsWith("model name"))
				.map((line) -> line.substring(line.indexOf(':') + 1).strip())
				.findFirst()
				.orElse("unknown CPU");
		}
	}

}
