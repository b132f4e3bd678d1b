package dev.goroutine.benchmarks;

import dev.goroutine.benchmarks.harness.Alternation;
import dev.goroutine.benchmarks.harness.Contender;
import dev.goroutine.benchmarks.harness.Row;
import dev.goroutine.benchmarks.harness.UnavailableException;

/**
 * The forked JVM in which both sides of one row take turns. Takes the same arguments as
 * the command, with one row.
 */
final class Worker {

	private Worker() {
	}

	public static void main(String[] args) {
		int status = 0;
		try {
			run(Arguments.parse(args));
		}
		catch (UnavailableException ex) {
			print(new Report.Skip(String.valueOf(ex.getMessage())));
		}
		catch (Throwable ex) {
			ex.printStackTrace();
			print(new Report.Failure(ex.toString()));
			status = 1;
		}
		// Threads that a failed round has left behind must not keep the JVM alive.
		System.exit(status);
	}

	private static void run(Arguments arguments) throws Exception {
		Row row = arguments.rows().getFirst();
		int size = row.work().size(arguments.scale());
		Alternation alternation = new Alternation(arguments.warmups(), arguments.rounds(), System::gc);
		try (Contender other = row.other().open(row.work(), size, row.processors());
				Contender ours = row.ours().open(row.work(), size, row.processors())) {
			alternation.run(ours, other, (pair) -> print(new Report.Figures(pair)));
		}
	}

	private static void print(Report report) {
		System.out.println(report.toLine());
	}

}
