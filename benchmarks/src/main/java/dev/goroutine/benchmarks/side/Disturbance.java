package dev.goroutine.benchmarks.side;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import dev.goroutine.GoRuntime;
import dev.goroutine.benchmarks.harness.Body;
import dev.goroutine.benchmarks.harness.Checks;
import dev.goroutine.benchmarks.harness.Threads;
import dev.goroutine.benchmarks.work.Computation;

/**
 * What else runs on a scheduler while it is measured.
 */
public interface Disturbance {

	/** Nothing. */
	Disturbance NONE = (threads) -> () -> {
	};

	/**
	 * Begins to disturb: all of it has begun when this returns.
	 * @param threads what to do it with
	 * @return ends it
	 * @throws Exception if it cannot be done on this machine
	 */
	Runnable begin(Threads threads) throws Exception;

	/**
	 * Threads that burn CPU.
	 * @param count how many
	 * @return the disturbance
	 */
	static Disturbance hogs(int count) {
		return (threads) -> {
			AtomicBoolean stop = new AtomicBoolean();
			CountDownLatch begun = new CountDownLatch(count);
			for (int i = 0; i < count; i++) {
				threads.start(() -> {
					begun.countDown();
					while (!stop.get()) {
						Thread.onSpinWait();
					}
				});
			}
			Checks.await(begun, "the start of the hogs");
			return () -> stop.set(true);
		};
	}

	/**
	 * Computations of about 0.4 s, each on a thread of its own: as soon as one ends
	 * another begins.
	 * @param count how many at a time
	 * @return the disturbance
	 */
	static Disturbance burners(int count) {
		return (threads) -> {
			AtomicBoolean stop = new AtomicBoolean();
			AtomicLong result = new AtomicLong(1);
			CountDownLatch begun = new CountDownLatch(count);
			CountDownLatch ended = new CountDownLatch(count);
			Body burner = new Body() {

				@Override
				public void run() {
					begun.countDown();
					if (!stop.get()) {
						result.set(Computation.compute(result.get(), 400 * Computation.ITERATIONS_PER_MILLISECOND));
						threads.start(this);
					}
					else {
						ended.countDown();
					}
				}

			};
			for (int i = 0; i < count; i++) {
				threads.start(burner);
			}
			Checks.await(begun, "the start of the burners");
			return () -> {
				stop.set(true);
				try {
					// Or it would disturb the other side.
					Checks.await(ended, "the end of the burners");
				}
				catch (InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			};
		};
	}

	/**
	 * Threads that compute for about a millisecond and sleep for one, again and again:
	 * work that is never demoted, and with more threads than twice the Ps leaves none of
	 * these idle.
	 * @param count how many
	 * @return the disturbance
	 */
	static Disturbance shortTasks(int count) {
		return (threads) -> {
			AtomicBoolean stop = new AtomicBoolean();
			AtomicLong result = new AtomicLong(1);
			CountDownLatch begun = new CountDownLatch(count);
			for (int i = 0; i < count; i++) {
				threads.start(() -> {
					begun.countDown();
					while (!stop.get()) {
						result.set(Computation.compute(result.get(), Computation.ITERATIONS_PER_MILLISECOND));
						threads.pause(Duration.ofMillis(1));
					}
				});
			}
			Checks.await(begun, "the start of the short tasks");
			return () -> stop.set(true);
		};
	}

	/**
	 * A platform thread that reads all that a metrics registry does, at once and then
	 * again and again.
	 * @param runtime whose metrics
	 * @param period the time from one reading to the next
	 * @return the disturbance
	 */
	static Disturbance readings(GoRuntime runtime, Duration period) {
		return (threads) -> {
			CountDownLatch begun = new CountDownLatch(1);
			Thread reader = Thread.ofPlatform().name("reader").start(() -> {
				try {
					for (;;) {
						runtime.snapshot();
						runtime.schedulingLatency();
						begun.countDown();
						Thread.sleep(period);
					}
				}
				catch (InterruptedException ex) {
					// The end of the round.
				}
			});
			Checks.await(begun, "the first reading");
			return reader::interrupt;
		};
	}

	/**
	 * Threads that sit in a blocking read of a named pipe, which blocks the OS thread.
	 * @param count how many
	 * @return the disturbance
	 */
	static Disturbance blockedReads(int count) {
		return (threads) -> {
			Path directory = Files.createTempDirectory("pipes");
			Path pipe = directory.resolve("pipe");
			if (new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() != 0) {
				throw new IOException("mkfifo failed");
			}
			RandomAccessFile writer = new RandomAccessFile(pipe.toFile(), "rw");
			CountDownLatch begun = new CountDownLatch(count);
			CountDownLatch ended = new CountDownLatch(count);
			for (int i = 0; i < count; i++) {
				threads.start(() -> {
					begun.countDown();
					try (FileInputStream in = new FileInputStream(pipe.toFile())) {
						in.read();
					}
					catch (IOException ex) {
						throw new UncheckedIOException(ex);
					}
					ended.countDown();
				});
			}
			Checks.await(begun, "the start of the blocked reads");
			return () -> {
				try {
					writer.write(new byte[count]);
					Checks.await(ended, "the end of the blocked reads");
					writer.close();
					Files.delete(pipe);
					Files.delete(directory);
				}
				catch (IOException | InterruptedException ex) {
					throw new IllegalStateException(ex);
				}
			};
		};
	}

}
