package dev.goroutine.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.goroutine.benchmarks.harness.Row;
import dev.goroutine.benchmarks.harness.Side;
import dev.goroutine.benchmarks.harness.Target;
import dev.goroutine.benchmarks.harness.Unit;
import dev.goroutine.benchmarks.harness.Work;
import dev.goroutine.benchmarks.side.Disturbance;
import dev.goroutine.benchmarks.side.Doing;
import dev.goroutine.benchmarks.side.GoProgram;
import dev.goroutine.benchmarks.side.Goroutines;
import dev.goroutine.benchmarks.kotlin.KotlinChannels;
import dev.goroutine.benchmarks.side.JdkVirtualThreads;
import dev.goroutine.benchmarks.side.Kotlin;
import dev.goroutine.benchmarks.side.RawContinuations;
import dev.goroutine.benchmarks.side.SpringMethod;
import dev.goroutine.benchmarks.work.Calls;
import dev.goroutine.benchmarks.work.Choice;
import dev.goroutine.benchmarks.work.Conduit;
import dev.goroutine.benchmarks.work.Idle;
import dev.goroutine.benchmarks.work.LockWaits;
import dev.goroutine.benchmarks.work.LongTasks;
import dev.goroutine.benchmarks.work.ParkedHeap;
import dev.goroutine.benchmarks.work.PingPong;
import dev.goroutine.benchmarks.work.Requests;
import dev.goroutine.benchmarks.work.RoundTrips;
import dev.goroutine.benchmarks.work.Selects;
import dev.goroutine.benchmarks.work.ShortTasks;
import dev.goroutine.benchmarks.work.Sleepers;
import dev.goroutine.benchmarks.work.Spawn;
import dev.goroutine.benchmarks.work.StartLatency;
import dev.goroutine.benchmarks.work.Streams;
import dev.goroutine.benchmarks.work.WakeAll;
import dev.goroutine.benchmarks.work.Yields;

/**
 * All rows, in the order of the table. A new one is a line here and, unless an old one
 * will do, a {@link Work}, a {@link Side} or a program in Go.
 */
final class Rows {

	private static final Side JDK = new JdkVirtualThreads();

	private static final Work ROUND_TRIPS = new RoundTrips("unbuffered channels", Conduit::chan);

	private static final Side HOG_NICE_0 = Goroutines.beside("hog-nice 0", Disturbance.NONE, 0);

	private static final Target FASTEST = Target.ratioAtMost(1.0);

	private static final List<Row> SIDE_BY_SIDE = List.of(
			// The JDK against itself: how far from 1 a ratio is by noise alone.
			new Row("AA", new Spawn(), 2, JDK, JDK, Target.NONE),
			trips("S1", 2, "SynchronousQueue on JDK", Conduit::queue, Target.ratioAtMost(1.0)),
			trips("S1-Jox", 2, "Jox on JDK", Conduit::jox, Target.ratioAtMost(0.5)),
			row("S2", ROUND_TRIPS, 2, new GoProgram("pingpong"), Target.ratioAtMost(0.8)),
			trips("S3", 1, "the same Chan on JDK", Conduit::chan, Target.ratioAtMost(0.9)),
			row("S3-Go", ROUND_TRIPS, 1, new GoProgram("pingpong"), Target.ratioAtMost(0.9)),
			// Spins before it parks, unless the carrier tells that it is in vain.
			row("Queue-1", new RoundTrips("SynchronousQueues", Conduit::queue), 1, JDK, Target.NONE),
			// What every channel and lock pays at least.
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
			disturbed("Hogs-64", "beside 64 hogs", Disturbance.hogs(64), 10, Target.NONE),
			disturbed("Hogs-0", "beside 8 hogs that are not demoted", Disturbance.hogs(8), 0, Target.NONE),
			// 1.5 times the throughput.
			new Row("S14", new Calls(1), 2, SpringMethod.GO, SpringMethod.ASYNC, Target.ratioAtMost(0.67)),
			new Row("S14-8", new Calls(8), 2, SpringMethod.GO, SpringMethod.ASYNC, Target.ratioAtMost(0.67)),
			observed("S18", new Spawn(), "read at 1 Hz", Duration.ofSeconds(1), Target.ratioAtMost(1.03)),
			observed("S18-Park", new PingPong(), "read at 1 Hz", Duration.ofSeconds(1), Target.ratioAtMost(1.03)),
			// What one reading costs drowns in the noise.
			observed("S18-kHz", new Spawn(), "read at 1,000 Hz", Duration.ofMillis(1), Target.NONE),
			new Row("CreatedBy", new Spawn(), 2, Goroutines.createdBy("with goroutine.createdby"),
					Goroutines.UNDISTURBED, Target.NONE),
			row("Idle", new Idle(Idle.Figure.CPU), 2, JDK, Target.NONE),
			new Row("Idle-Threads", new Idle(Idle.Figure.THREADS), 2,
					Goroutines.with("idle-m-timeout 5 s", (builder) -> builder.idleMTimeout(Duration.ofSeconds(5))),
					JDK, Target.NONE));

	/** Buffered channels: from as many producers to as many consumers, and select. */
	private static final List<Row> CHANNELS = IntStream.of(2, 1)
		.boxed()
		.flatMap((processors) -> Stream.of(streams(1, processors), streams(4, processors), selects(2, processors),
				selects(10, processors)))
		.flatMap(List::stream)
		.toList();

	/** A lock's holder as background work, against one that is not demoted. */
	private static final List<Row> LOCKS = Stream
		.of(locks("Lock", "alone", Disturbance.NONE, 10), locks("Lock-4", "4 hogs", Disturbance.hogs(4), 10),
				locks("Lock-8", "8 hogs", Disturbance.hogs(8), 10),
				locks("Lock-Busy", "8 short tasks", Disturbance.shortTasks(8), 10),
				locks("Lock-Busy-19", "8 short tasks", Disturbance.shortTasks(8), 19))
		.flatMap(List::stream)
		.toList();

	/** Who is background work and who is not. */
	private static final List<Row> DEMOTION = List.of(equals("Equals-15", 15, HOG_NICE_0, Target.ratioAtMost(1.05)),
			equals("Equals-15-JDK", 15, JDK, Target.ratioAtMost(0.83)),
			equals("Equals-50", 50, HOG_NICE_0, Target.ratioAtMost(1.05)),
			equals("Equals-50-JDK", 50, JDK, Target.ratioAtMost(0.83)),
			// 0.85 of the throughput.
			burners("Burners", 10, Target.ratioAtMost(1.18)), burners("Burners-0", 0, Target.NONE));

	static final List<Row> ALL = Stream.of(SIDE_BY_SIDE, CHANNELS, LOCKS, DEMOTION).flatMap(List::stream).toList();

	private Rows() {
	}

	private static Row row(String id, Work work, int processors, Side other, Target target) {
		return new Row(id, work, processors, Goroutines.UNDISTURBED, other, target);
	}

	private static Row trips(String id, int processors, String other, Conduit.Maker maker, Target target) {
		return row(id, ROUND_TRIPS, processors, new Doing(other, JDK, new RoundTrips("unbuffered channels", maker)),
				target);
	}

	private static List<Row> streams(int producers, int processors) {
		String id = "S11-" + producers + "-%s" + suffix(processors);
		Work ours = new Streams(Conduit::chan, producers);
		return List.of(
				row(id.formatted("Queue"), ours, processors,
						new Doing("ArrayBlockingQueue on JDK", JDK, new Streams(Conduit::queue, producers)), FASTEST),
				row(id.formatted("Jox"), ours, processors,
						new Doing("Jox on JDK", JDK, new Streams(Conduit::jox, producers)), FASTEST),
				row(id.formatted("Kotlin"), ours, processors,
						new Kotlin((size, cpus) -> KotlinChannels.streams(size, producers, cpus)), FASTEST),
				row(id.formatted("Go"), ours, processors,
						new GoProgram("streams", List.of(Integer.toString(producers))), Target.ratioAtMost(1.2)));
	}

	private static List<Row> selects(int channels, int processors) {
		String id = "S11-Select" + channels + "-%s" + suffix(processors);
		Work ours = new Selects(Choice::chan, channels);
		return List.of(
				row(id.formatted("Jox"), ours, processors,
						new Doing("Jox on JDK", JDK, new Selects(Choice::jox, channels)), FASTEST),
				row(id.formatted("Kotlin"), ours, processors,
						new Kotlin((size, cpus) -> KotlinChannels.selects(size, channels, cpus)), FASTEST),
				row(id.formatted("Go"), ours, processors, new GoProgram("selects", List.of(Integer.toString(channels))),
						Target.ratioAtMost(1.2)));
	}

	private static String suffix(int processors) {
		return (processors > 1) ? "" : "-" + processors + "P";
	}

	private static Row disturbed(String id, String name, Disturbance disturbance, int hogNice, Target target) {
		return new Row(id, new ShortTasks(), 2, Goroutines.beside(name, disturbance, hogNice), Goroutines.UNDISTURBED,
				target);
	}

	private static Row equals(String id, int millis, Side other, Target target) {
		return row(id, new LongTasks(millis), 2, other, target);
	}

	private static Row burners(String id, int hogNice, Target target) {
		Side ours = Goroutines.beside("beside 8 burners, hog-nice " + hogNice, Disturbance.burners(8), hogNice);
		return new Row(id, new Requests(), 2, ours, Goroutines.UNDISTURBED, target);
	}

	private static Row observed(String id, Work work, String name, Duration period, Target target) {
		return new Row(id, work, 2, Goroutines.read(name, period), Goroutines.UNDISTURBED, target);
	}

	private static List<Row> locks(String id, String besides, Disturbance disturbance, int hogNice) {
		Side ours = Goroutines.beside(besides + ", hog-nice " + hogNice, disturbance, hogNice);
		Side other = Goroutines.beside("hog-nice 0", disturbance, 0);
		return List.of(new Row(id + "-p50", new LockWaits(50), 2, ours, other, Target.NONE),
				new Row(id + "-p99", new LockWaits(99), 2, ours, other, Target.NONE));
	}

}
