package dev.goroutine.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.goroutine.benchmarks.harness.Contender;
import dev.goroutine.benchmarks.harness.RemoteContender;
import dev.goroutine.benchmarks.harness.Rounds;
import dev.goroutine.benchmarks.harness.Row;
import dev.goroutine.benchmarks.harness.Scale;
import dev.goroutine.benchmarks.harness.Side;

/**
 * The forked JVM in which one side of one row runs. The sides do not share one, because
 * the code that the JIT compiles for two schedulers has larger frames than the code for
 * one, which adds 6 % to what a parked goroutine holds, and no program pays that which
 * uses only one.
 */
final class Worker {

	/**
	 * For both sides. The heap is fixed and its pages are there, so that no round pays
	 * for its growth, and the collector is named, because the JVM's own choice depends on
	 * the machine.
	 */
	static final List<String> JVM_FLAGS = List.of("-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch", "-XX:+UseG1GC");

	/** A smoke run is over before a compiler or a large heap would pay. */
	private static final List<String> SMOKE_FLAGS = List.of("-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

	private static final List<String> ACCESS_FLAGS = List.of("--add-opens=java.base/java.lang=ALL-UNNAMED",
			"--enable-native-access=ALL-UNNAMED", "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED");

	private static final String OURS = "ours";

	private static final String OTHER = "other";

	private Worker() {
	}

	static Contender ours(Row row, Scale scale) throws Exception {
		return open(row, row.ours(), OURS, scale);
	}

	static Contender other(Row row, Scale scale) throws Exception {
		return open(row, row.other(), OTHER, scale);
	}

	private static Contender open(Row row, Side side, String which, Scale scale) throws Exception {
		if (side.isExternal()) {
			return side.open(row.work(), row.work().size(scale), row.processors());
		}
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.addAll((scale == Scale.SMOKE) ? SMOKE_FLAGS : JVM_FLAGS);
		command.addAll(ACCESS_FLAGS);
		// Belongs to the whole JVM, and to all of them, to keep the flags the same.
		command.add("-Djdk.virtualThreadScheduler.parallelism=" + row.processors());
		command.add("-Djdk.virtualThreadScheduler.maxPoolSize=" + row.processors());
		command.addAll(side.jvmFlags());
		command.addAll(List.of("-cp", System.getProperty("java.class.path"), Worker.class.getName()));
		command.addAll(List.of(row.id(), which, scale.name()));
		return RemoteContender.start(command, Map.of());
	}

	/**
	 * Runs in the fork.
	 * @param args the row's id, which side, and the scale
	 * @throws Exception if the side cannot be made ready or ended
	 */
	public static void main(String[] args) throws Exception {
		PrintStream figures = System.out;
		// Whatever else is printed in this JVM is no figure.
		System.setOut(System.err);
		Row row = Rows.ALL.stream().filter((candidate) -> candidate.id().equals(args[0])).findFirst().orElseThrow();
		Side side = args[1].equals(OURS) ? row.ours() : row.other();
		boolean passed = serve(row, side, Scale.valueOf(args[2]), figures);
		// Threads that a failed round has left behind must not keep the JVM alive.
		Runtime.getRuntime().halt(passed ? 0 : 1);
	}

	private static boolean serve(Row row, Side side, Scale scale, PrintStream figures) throws Exception {
		BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
		Contender contender;
		try {
			contender = side.open(row.work(), row.work().size(scale), row.processors());
		}
		catch (Throwable ex) {
			contender = () -> {
				throw new IOException("not ready: " + ex, ex);
			};
		}
		boolean passed = new Rounds(System::gc, Throwable::printStackTrace).serve(contender, requests, figures);
		if (passed) {
			contender.close();
		}
		return passed;
	}

}
