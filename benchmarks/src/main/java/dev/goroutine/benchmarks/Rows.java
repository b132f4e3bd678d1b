package dev.goroutine.benchmarks;

import java.util.List;

import dev.goroutine.benchmarks.harness.Row;
import dev.goroutine.benchmarks.harness.Side;
import dev.goroutine.benchmarks.harness.Target;
import dev.goroutine.benchmarks.harness.Unit;
import dev.goroutine.benchmarks.harness.Work;
import dev.goroutine.benchmarks.side.Disturbance;
import dev.goroutine.benchmarks.side.GoProgram;
import dev.goroutine.benchmarks.side.Goroutines;
import dev.goroutine.benchmarks.side.JdkVirtualThreads;
import dev.goroutine.benchmarks.side.RawContinuations;
import dev.goroutine.benchmarks.work.ParkedHeap;
import dev.goroutine.benchmarks.work.PingPong;
import dev.goroutine.benchmarks.work.ShortTasks;
import dev.goroutine.benchmarks.work.Sleepers;
import dev.goroutine.benchmarks.work.Spawn;
import dev.goroutine.benchmarks.work.StartLatency;
import dev.goroutine.benchmarks.work.WakeAll;
import dev.goroutine.benchmarks.work.Yields;

/**
 * All rows, in the order of the table. A new one is a line here and, unless an old one
 * will do, a {@link Work}, a {@link Side} or a program in Go.
 */
final class Rows {

	private static final Side JDK = new JdkVirtualThreads();

	static final List<Row> ALL = List.of(
			// The JDK against itself: how far from 1 a ratio is by noise alone.
			new Row("AA", new Spawn(), 2, JDK, JDK, Target.NONE),
			// Park and unpark stand in for S1 to S3 until there are channels.
			row("Park-2", new PingPong(), 2, JDK, Target.NONE),
			row("Park-2-Go", new PingPong(), 2, new GoProgram("pingpong"), Target.NONE),
			row("Park-1", new PingPong(), 1, JDK, Target.NONE),
			row("Park-1-Go", new PingPong(), 1, new GoProgram("pingpong"), Target.NONE),
			row("S4", new Spawn(), 2, JDK, Target.ratioAtMost(0.65)),
			row("S5", new Spawn(), 2, new GoProgram("spawn"), Target.ratioAtMost(0.5)),
			row("S6", new Yields(), 2, JDK, Target.ratioAtMost(0.75)),
			row("S7", new Yields(), 1, new RawContinuations(), Target.ratioAtMost(1.15)),
			row("S8", new ParkedHeap(), 2, JDK, Target.oursAtMost(640, Unit.BYTES)),
			row("S8-Go", new ParkedHeap(), 2, new GoProgram("parked"), Target.oursAtMost(640, Unit.BYTES)),
			row("S9", new WakeAll(), 2, JDK, Target.ratioAtMost(0.7)),
			row("S10", new Sleepers(), 2, JDK, Target.ratioAtMost(0.5)),
			row("S12", new StartLatency(), 2, JDK, Target.oursAtMost(12, Unit.MILLISECONDS)),
			// Throughput of at least 0.97 and 0.9 of the undisturbed.
			disturbed("S13", "beside 64 blocked reads", Disturbance.blockedReads(64), 10, Target.ratioAtMost(1.03)),
			disturbed("Hogs", "beside 8 hogs", Disturbance.hogs(8), 10, Target.ratioAtMost(1.11)),
			disturbed("Hogs-19", "beside 8 hogs of nice value 19", Disturbance.hogs(8), 19, Target.ratioAtMost(1.11)),
			disturbed("Hogs-0", "beside 8 hogs that are not demoted", Disturbance.hogs(8), 0, Target.NONE));

	private Rows() {
	}

	private static Row row(String id, Work work, int processors, Side other, Target target) {
		return new Row(id, work, processors, Goroutines.UNDISTURBED, other, target);
	}

	private static Row disturbed(String id, String name, Disturbance disturbance, int hogNice, Target target) {
		return new Row(id, new ShortTasks(), 2, new Goroutines(name, disturbance, hogNice), Goroutines.UNDISTURBED,
				target);
	}

}
