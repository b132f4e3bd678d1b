package dev.goroutine;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Error groups under real threads: what {@link ErrGroupTests} cannot see.
 */
@Timeout(60)
class ErrGroupThreadsTests {

	private static final Duration LONG = Duration.ofHours(1);

	private final GoRuntime runtime = GoRuntime.builder().gomaxprocs(2).build();

	private final ErrGroup group = new ErrGroup(this.runtime);

	@AfterEach
	void close() {
		assertThat(this.runtime.shutdown(Duration.ZERO)).isTrue();
	}

	@Test
	void errorsOfTheJvmAreErrorsToo() {
		StackOverflowError error = new StackOverflowError("a");
		this.group.go(() -> {
			throw error;
		});
		assertThatThrownBy(this.group::await).isSameAs(error);
		ErrGroup recursive = new ErrGroup(this.runtime);
		recursive.go(this::recurse);
		assertThatThrownBy(recursive::await).isInstanceOf(StackOverflowError.class);
	}

	// It is to overflow the stack.
	@SuppressWarnings("InfiniteRecursion")
	private void recurse() {
		recurse();
	}

	/**
	 * Those that begin while the error interrupts are interrupted by one or the other.
	 */
	@Test
	void nobodyMissesTheInterrupt() {
		for (int i = 0; i < 300; i++) {
			ErrGroup group = new ErrGroup(this.runtime);
			IOException error = new IOException("first");
			for (int k = 0; k < 20; k++) {
				int n = k;
				group.go(() -> {
					if (n == 10) {
						throw error;
					}
					Goroutine.sleep(LONG);
				});
			}
			assertThatThrownBy(group::await).isSameAs(error);
		}
	}

	@ParameterizedTest
	@ValueSource(ints = { -1, Integer.MIN_VALUE })
	void negativeLimitIsNone(int limit) throws Exception {
		this.group.limit(0);
		this.group.limit(limit);
		CountDownLatch all = new CountDownLatch(50);
		for (int i = 0; i < 50; i++) {
			this.group.go(() -> {
				all.countDown();
				all.await();
			});
		}
		this.group.await();
	}

	/** A place is neither lost nor given twice, whatever happens to who waits for it. */
	@Test
	void interruptsThatRaceWithPlaces() throws Exception {
		this.group.limit(1);
		AtomicInteger started = new AtomicInteger();
		AtomicInteger ran = new AtomicInteger();
		List<Goroutine<Void>> callers = new ArrayList<>();
		for (int i = 0; i < 3_000; i++) {
			Goroutine<Void> caller = this.runtime.go(() -> {
				this.group.go(ran::incrementAndGet);
				started.incrementAndGet();
			});
			callers.add(caller);
			if (i % 2 == 0) {
				((GoroutineTask<?>) caller).thread().interrupt();
			}
		}
		for (Goroutine<Void> caller : callers) {
			try {
				caller.join();
			}
			catch (CancellationException ex) {
				// Was interrupted.
			}
		}
		this.group.await();
		assertThat(ran).hasValue(started.get());
		this.group.limit(1);
	}

	private void grow(int depth, AtomicInteger leaves) {
		this.group.go(() -> {
			if (depth == 0) {
				leaves.incrementAndGet();
			}
			else {
				grow(depth - 1, leaves);
				grow(depth - 1, leaves);
			}
		});
	}

	@Test
	void platformThreadsAwaitToo() throws Exception {
		Chan<Integer> hold = Chan.unbuffered();
		this.group.go(hold::receive);
		FutureTask<Void> task = new FutureTask<>(() -> {
			this.group.await();
			return null;
		});
		Thread thread = Thread.ofPlatform().start(task);
		await().until(() -> thread.getState() == Thread.State.WAITING);
		hold.send(1);
		task.get();
	}

	@Test
	void refusedByARuntimeThatIsShutDown() throws Exception {
		this.group.limit(1);
		this.runtime.shutdown(Duration.ZERO);
		for (int i = 0; i < 2; i++) {
			assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> this.group.go(() -> {
			}));
		}
		this.group.await();
	}

	@Test
	void goroutineThatNeverRunsIsAnError() throws Exception {
		GoRuntime full = GoRuntime.builder().gomaxprocs(1).maxM(1).build();
		ErrGroup group = new ErrGroup(full);
		CountDownLatch running = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		full.go(() -> {
			running.countDown();
			while (release.getCount() > 0) {
				Thread.onSpinWait();
			}
		});
		running.await();
		group.go(() -> {
		});
		Thread closer = Thread.ofPlatform().start(() -> full.shutdown(Duration.ZERO, Duration.ofMillis(50)));
		assertThatExceptionOfType(CancellationException.class).isThrownBy(group::await)
			.withMessage("The goroutine was cancelled before it began");
		release.countDown();
		closer.join();
	}

}
