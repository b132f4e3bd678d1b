package dev.goroutine.benchmarks.side;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;

import dev.goroutine.benchmarks.harness.Contender;
import dev.goroutine.benchmarks.harness.Side;
import dev.goroutine.benchmarks.harness.Work;

/**
 * The same work written in Go. The program stays alive from round to round, as warm as
 * the JVM beside it: a line in starts a round, the figure comes back as a line. It
 * collects its garbage before each round and checks its work itself.
 *
 * @param program the name of its source without the suffix
 */
public record GoProgram(String program) implements Side {

	@Override
	public String name() {
		return "Go";
	}

	@Override
	public Contender open(Work work, int size, int processors) throws Exception {
		Path binary = GoToolchain.build(this.program);
		ProcessBuilder builder = new ProcessBuilder(binary.toString(), Integer.toString(size))
			.redirectError(ProcessBuilder.Redirect.INHERIT);
		builder.environment().put("GOMAXPROCS", Integer.toString(processors));
		return new Running(builder.start());
	}

	private static final class Running implements Contender {

		private final Process process;

		private final Writer requests;

		private final BufferedReader figures;

		Running(Process process) {
			this.process = process;
			this.requests = process.outputWriter();
			this.figures = process.inputReader();
		}

		@Override
		public double round() throws IOException {
			this.requests.write('\n');
			this.requests.flush();
			String figure = this.figures.readLine();
			if (figure == null) {
				throw new IOException("The Go program has ended");
			}
			return Double.parseDouble(figure);
		}

		@Override
		public void close() {
			this.process.destroy();
		}

	}

}
