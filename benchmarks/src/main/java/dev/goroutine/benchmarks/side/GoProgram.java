package dev.goroutine.benchmarks.side;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.goroutine.benchmarks.harness.Contender;
import dev.goroutine.benchmarks.harness.RemoteContender;
import dev.goroutine.benchmarks.harness.Side;
import dev.goroutine.benchmarks.harness.Work;

/**
 * The same work written in Go. The program checks its work itself.
 *
 * @param program the name of its source without the suffix
 * @param arguments its arguments after the size
 */
public record GoProgram(String program, List<String> arguments) implements Side {

	/**
	 * A program that needs to know no more than the size.
	 * @param program the name of its source without the suffix
	 */
	public GoProgram(String program) {
		this(program, List.of());
	}

	@Override
	public String name() {
		return "Go";
	}

	@Override
	public boolean isExternal() {
		return true;
	}

	@Override
	public Contender open(Work work, int size, int processors) throws Exception {
		Path binary = GoToolchain.build(this.program);
		List<String> command = new ArrayList<>(List.of(binary.toString(), Integer.toString(size)));
		command.addAll(this.arguments);
		return RemoteContender.start(command, Map.of("GOMAXPROCS", Integer.toString(processors)));
	}

}
