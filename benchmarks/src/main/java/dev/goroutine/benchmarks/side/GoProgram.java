package dev.goroutine.benchmarks.side;

import java.nio.file.Path;
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
 */
public record GoProgram(String program) implements Side {

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
		return RemoteContender.start(List.of(binary.toString(), Integer.toString(size)),
				Map.of("GOMAXPROCS", Integer.toString(processors)));
	}

}
