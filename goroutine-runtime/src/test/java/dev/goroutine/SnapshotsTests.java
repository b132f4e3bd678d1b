package dev.goroutine;

import dev.goroutine.SchedulerSnapshot.MachineStatus;
import dev.goroutine.SchedulerSnapshot.ProcessorStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a snapshot makes of what it reads.
 */
class SnapshotsTests {

	@Test
	void whatRunsAndWhatIsQueued() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build()) {
			runtime.go(() -> 1).join();
			SchedulerSnapshot snapshot = runtime.go(() -> {
				for (int i = 0; i < 3; i++) {
					runtime.go(() -> 1);
				}
				return runtime.snapshot();
			}).join();
			assertThat(snapshot.goroutines()).isEqualTo(new SchedulerSnapshot.Goroutines(3, 1, 0, 0));
			assertThat(snapshot.processors().getFirst().status()).isEqualTo(ProcessorStatus.RUNNING);
			assertThat(snapshot.processors().getFirst().machine()).isEqualTo(snapshot.machines().getFirst().id());
			assertThat(snapshot.processors().getFirst().runQueueSize()).isEqualTo(2);
			assertThat(snapshot.processors().getFirst().runNext()).isTrue();
			assertThat(snapshot.machines().getFirst().status()).isEqualTo(MachineStatus.RUNNING);
			assertThat(snapshot.machines().getFirst().processor()).isZero();
			assertThat(snapshot.totals().created()).isEqualTo(5);
			assertThat(snapshot.totals().completed()).isOne();
		}
	}

	@Test
	void whatBlocksHasHandedOffItsProcessor() throws Exception {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build()) {
			Goroutine<SchedulerSnapshot> blocked = runtime.go(() -> {
				Goroutine.blocking(() -> 1);
				return Goroutine.blocking(() -> runtime.snapshot());
			});
			SchedulerSnapshot snapshot = blocked.join();
			assertThat(snapshot.goroutines()).isEqualTo(new SchedulerSnapshot.Goroutines(0, 0, 0, 1));
			assertThat(snapshot.totals().handoffs()).isEqualTo(2);
			assertThat(snapshot.totals().handoffsByReason()).isEqualTo(new SchedulerSnapshot.Handoffs(0, 0, 2));
			assertThat(snapshot.processors()).singleElement().satisfies((p) -> {
				assertThat(p.status()).isEqualTo(ProcessorStatus.IDLE);
				assertThat(p.machine()).isNull();
				assertThat(p.handoffs()).isEqualTo(2);
			});
			assertThat(snapshot.machines()).singleElement().satisfies((m) -> {
				assertThat(m.status()).isEqualTo(MachineStatus.BLOCKED);
				assertThat(m.processor()).isNull();
				assertThat(m.goroutine()).isEqualTo(blocked.id());
			});
		}
	}

	/** Of a scheduler that goes on meanwhile, and has all else fitted to those alive. */
	@ParameterizedTest
	@CsvSource({ "10, 2, 3, 4, 4, 2, 1, 3", "9, 2, 3, 4, 4, 2, 0, 3", "8, 2, 3, 4, 3, 2, 0, 3",
			"4, 2, 3, 4, 0, 2, 0, 2", "1, 2, 3, 4, 0, 1, 0, 0", "0, 2, 3, 4, 0, 0, 0, 0", "5, 0, 0, 0, 0, 0, 5, 0" })
	void addsUp(long alive, long running, long blocked, long queued, long fitRunnable, long fitRunning, long fitWaiting,
			long fitBlocked) {
		assertThat(Snapshots.goroutines(alive, running, blocked, queued))
			.isEqualTo(new SchedulerSnapshot.Goroutines(fitRunnable, fitRunning, fitWaiting, fitBlocked));
	}

}
