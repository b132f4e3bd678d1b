package dev.goroutine.benchmarks.work;

import java.util.Locale;

import dev.goroutine.benchmarks.harness.Checks;
import dev.goroutine.benchmarks.harness.Scale;
import dev.goroutine.benchmarks.harness.Threads;
import dev.goroutine.benchmarks.harness.Unit;
import dev.goroutine.benchmarks.harness.Work;

/**
 * A great many parked goroutines: the bytes of heap that one holds, thread, stack and the
 * scheduler's own account of it together.
 */
public final class ParkedHeap implements Work {

	@Override
	public String describe(int size) {
		return String.format(Locale.ROOT, "heap of a parked goroutine, %,d parked, after GC", size);
	}

	@Override
	public int size(Scale scale) {
		// So many even for smoke, or other things on the heap outweigh them.
		return scale.of(200_000, 20_000);
	}

	@Override
	public Unit unit() {
		return Unit.BYTES;
	}

	@Override
	public double run(Threads threads, int size) throws Exception {
		Crowd crowd = new Crowd(size);
		long before = Heap.usedAfterGc();
		threads.start(() -> {
			for (int i = 0; i < size; i++) {
				threads.start(crowd);
			}
		});
		Checks.await(crowd.arrived, describe(size));
		crowd.awaitParked();
		long used = Heap.usedAfterGc() - before;
		crowd.release();
		Checks.await(crowd.gone, "the end of all that were parked");
		return (double) used / size;
	}

}
