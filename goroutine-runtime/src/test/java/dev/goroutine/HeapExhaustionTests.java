package dev.goroutine;

import java.io.FileInputStream;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The heap is full, again and again, while the scheduler is at work: goroutines fail that
 * ask for memory, and everything else goes on.
 */
@Tag("long")
@EnabledOnOs(OS.LINUX)
class HeapExhaustionTests {

	private static final List<String> SMALL_HEAP = List.of("-Xmx16m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
			"--add-opens=java.base/java.lang=ALL-UNNAMED", "--enable-native-access=ALL-UNNAMED");

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 8 })
	void goroutinesThatRunOutOfMemoryFailAndTheOthersGoOn(int gomaxprocs, @TempDir Path directory) throws Exception {
		Path pipe = directory.resolve("pipe");
		assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
		ForkedJvm.Output output = ForkedJvm.run(SMALL_HEAP, Hungry.class, Integer.toString(gomaxprocs),
				pipe.toString());
		assertThat(output.text()).contains("all is well");
		assertThat(output.exitCode()).isZero();
	}

	@Test
	void failuresAreToldWhileThereIsNoMemory() throws Exception {
		ForkedJvm.Output output = ForkedJvm.run(SMALL_HEAP, Gluttonous.class);
		assertThat(output.text()).contains("told");
		assertThat(output.exitCode()).isZero();
	}

	/** Has the heap full until its failure has been told. */
	static final class Gluttonous {

		private static volatile boolean told;

		private static volatile boolean full;

		private static @Nullable List<Object> food = new ArrayList<>(250_000);

		private Gluttonous() {
		}

		public static void main(String[] args) throws InterruptedException {
			GoRuntime runtime = GoRuntime.builder().uncaughtExceptionHandler((thread, failure) -> {
				told = true;
				food = null;
			}).build();
			OutOfMemoryError failure = new OutOfMemoryError("as if");
			// Once without, so that all classes are there.
			runtime.execute(() -> {
				throw failure;
			});
			awaitTold();
			told = false;
			food = new ArrayList<>(250_000);
			runtime.execute(() -> {
				fillHeap();
				throw failure;
			});
			awaitTold();
			System.out.println(full ? "told" : "not full");
		}

		/** Some time in which no memory is needed. */
		private static void awaitTold() throws InterruptedException {
			for (int i = 0; i < 20_000 && !told; i++) {
				Thread.sleep(1);
			}
			food = null;
			if (!told) {
				throw new IllegalStateException("never");
			}
		}

		private static void fillHeap() {
			List<Object> food = Objects.requireNonNull(Gluttonous.food);
			for (int size = 1 << 20; size >= 16; size /= 2) {
				try {
					for (;;) {
						food.add(new byte[size]);
					}
				}
				catch (OutOfMemoryError ex) {
					// Something smaller then.
				}
			}
			full = true;
		}

	}

	/**
	 * Everything in here may run out of memory at any time, the main thread too, which
	 * tries again then.
	 */
	static final class Hungry {

		private static final int ROUNDS = 4;

		/** If the bystanders have not felt it by then, they never will. */
		private static final int MOST_ROUNDS = 40;

		private final GoRuntime runtime;

		private final Path pipe;

		/** What the handler has seen; it must not need memory itself. */
		private final AtomicInteger handled = new AtomicInteger();

		private final AtomicInteger failures = new AtomicInteger();

		/** Start goroutines that eat. */
		private final List<Callable<Goroutine<?>>> meals;

		private final Callable<Boolean> unattended;

		/** Whether to be hungry in earnest. */
		private volatile boolean full;

		/** What a bystander has asked for last. */
		private volatile byte[] crumb = {};

		private final AtomicBoolean stop = new AtomicBoolean();

		private Hungry(int gomaxprocs, Path pipe) {
			this.runtime = GoRuntime.builder()
				.gomaxprocs(gomaxprocs)
				.idleMTimeout(Duration.ofMillis(20))
				.uncaughtExceptionHandler((thread, failure) -> {
					if (failure instanceof OutOfMemoryError) {
						this.handled.incrementAndGet();
					}
				})
				.build();
			this.pipe = pipe;
			this.meals = List.of(() -> this.runtime.go(this::eat),
					() -> this.runtime.go(() -> Goroutine.blocking(this::eat)),
					() -> this.runtime.go(() -> this.runtime.go(this::eat).join()));
			this.unattended = () -> {
				this.runtime.execute(this::eat);
				return true;
			};
		}

		public static void main(String[] args) throws Exception {
			// Classes that fail to load for want of memory stay unusable: these are ready
			// in any application.
			System.getLogger("dev.goroutine").log(System.Logger.Level.WARNING, "ready", new Throwable("not thrown"));
			try {
				new Hungry(Integer.parseInt(args[0]), Path.of(args[1])).run();
			}
			catch (Throwable ex) {
				System.gc();
				System.out.println("failed with " + ex);
				throw ex;
			}
		}

		private void run() throws Exception {
			checkAll();
			List<Goroutine<?>> bystanders = bystanders();
			// Each line runs once before that: a call site that fails to link would stay
			// so.
			int rounds = 1;
			feed(rounds);
			this.full = true;
			while (rounds < ROUNDS || (this.failures.get() == 0 && rounds < MOST_ROUNDS)) {
				rounds++;
				feed(rounds);
			}
			this.stop.set(true);
			for (Goroutine<?> bystander : bystanders) {
				bystander.get();
			}
			checkAll();
			assertThat(this.handled).hasValue(rounds);
			assertThat(this.failures).as("the bystanders have felt it").hasPositiveValue();
			assertThat(this.runtime.awaitQuiescence(Duration.ofSeconds(30))).isTrue();
			SchedulerSnapshot.Totals totals = this.runtime.snapshot().totals();
			assertThat(totals.completed()).isEqualTo(totals.created());
			assertThat(this.runtime.shutdown(Duration.ofSeconds(10))).isTrue();
			await().pollInSameThread()
				.until(() -> Thread.getAllStackTraces()
					.keySet()
					.stream()
					.noneMatch((thread) -> thread.getName().startsWith("go-default-")));
			System.out.println("all is well");
		}

		/** Has goroutines run out of memory, in each of the ways there are. */
		private void feed(int expected) throws Exception {
			// All that this needs itself is there before anybody eats.
			List<Goroutine<?>> hungry = new ArrayList<>(this.meals.size());
			Callable<Boolean> sated = () -> sated(hungry, expected);
			for (int i = 0; i < this.meals.size(); i++) {
				hungry.add(patiently(this.meals.get(i)));
			}
			patiently(this.unattended);
			while (!patiently(sated)) {
				Thread.onSpinWait();
			}
			eatOutside();
		}

		/** Plain code: a class that fails to load now would stay so. */
		private boolean sated(List<Goroutine<?>> hungry, int expected) throws InterruptedException {
			// Between two looks, each of which can cost a garbage collection.
			Thread.sleep(1);
			if (this.handled.get() < expected) {
				return false;
			}
			for (Goroutine<?> each : hungry) {
				if (!each.isDone()) {
					return false;
				}
				if (!(each.exceptionNow() instanceof OutOfMemoryError)) {
					throw new IllegalStateException(each.exceptionNow());
				}
			}
			return true;
		}

		/** Takes no processor, so bystanders run while there is nothing for them. */
		private void eatOutside() {
			int before = this.failures.get();
			try {
				fillHeap(() -> {
					long start = System.nanoTime();
					while (this.failures.get() == before && System.nanoTime() - start < 300_000_000) {
						Thread.onSpinWait();
					}
				});
			}
			catch (OutOfMemoryError ex) {
				// As it should be.
			}
		}

		private int eat() {
			return fillHeap(() -> spin(30_000_000));
		}

		/**
		 * Takes all that there is, down to the last bytes, and holds it for that long.
		 * Nobody looks at it.
		 */
		@SuppressWarnings("ModifiedButNotUsed")
		private int fillHeap(Runnable hold) {
			if (!this.full) {
				throw new OutOfMemoryError("as if");
			}
			List<Object> food = new ArrayList<>(250_000);
			try {
				for (int size = 1 << 20; size >= 16; size /= 2) {
					try {
						for (;;) {
							food.add(new byte[size]);
						}
					}
					catch (OutOfMemoryError ex) {
						// Something smaller then.
					}
				}
				hold.run();
				for (;;) {
					food.add(new byte[1 << 20]);
				}
			}
			finally {
				food.clear();
			}
		}

		private static void spin(long nanos) {
			long start = System.nanoTime();
			while (System.nanoTime() - start < nanos) {
				Thread.onSpinWait();
			}
		}

		private static <T> T patiently(Callable<T> call) throws Exception {
			for (;;) {
				try {
					return call.call();
				}
				catch (OutOfMemoryError ex) {
					Thread.onSpinWait();
				}
			}
		}

		/** Goroutines that keep the scheduler busy. */
		private List<Goroutine<?>> bystanders() {
			List<Goroutine<?>> bystanders = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				bystanders.add(goOn(() -> Goroutine.sleep(Duration.ofMillis(1))));
				bystanders.add(goOn(() -> this.runtime.go(() -> Goroutine.yield()).join()));
				bystanders.add(goOn(() -> Goroutine.blocking(() -> {
					Thread.onSpinWait();
					return 1;
				})));
			}
			return bystanders;
		}

		/** Does that until told to stop, and fails of nothing but lack of memory. */
		private Goroutine<Void> goOn(GoBody body) {
			return this.runtime.go(() -> {
				while (!this.stop.get()) {
					try {
						// Each asks for memory, whatever it does: the rest may run for
						// long without.
						this.crumb = new byte[16];
						body.run();
					}
					catch (OutOfMemoryError ex) {
						this.failures.incrementAndGet();
						// Or all there is would be garbage collection.
						spin(20_000_000);
					}
				}
			});
		}

		/** Every part of the runtime does its work. */
		private void checkAll() throws Exception {
			allProcessorsRun();
			sleepersWakeUp();
			hogsLoseTheirProcessors();
			blockedLoseTheirProcessors();
		}

		private void allProcessorsRun() throws Exception {
			CountDownLatch all = new CountDownLatch(this.runtime.gomaxprocs());
			List<Goroutine<Void>> goroutines = new ArrayList<>();
			for (int i = 0; i < this.runtime.gomaxprocs(); i++) {
				goroutines.add(this.runtime.go(() -> {
					all.countDown();
					while (all.getCount() > 0) {
						Thread.onSpinWait();
					}
				}));
			}
			for (Goroutine<Void> goroutine : goroutines) {
				goroutine.get(20, TimeUnit.SECONDS);
			}
		}

		private void sleepersWakeUp() throws Exception {
			this.runtime.go(() -> Goroutine.sleep(Duration.ofMillis(1))).get(20, TimeUnit.SECONDS);
		}

		private void hogsLoseTheirProcessors() throws Exception {
			AtomicBoolean enough = new AtomicBoolean();
			List<Goroutine<Void>> hogs = new ArrayList<>();
			for (int i = 0; i < this.runtime.gomaxprocs() + 1; i++) {
				hogs.add(this.runtime.go(() -> {
					while (!enough.get()) {
						Thread.onSpinWait();
					}
				}));
			}
			this.runtime.go(() -> enough.set(true)).get(20, TimeUnit.SECONDS);
			for (Goroutine<Void> hog : hogs) {
				hog.get(20, TimeUnit.SECONDS);
			}
		}

		private void blockedLoseTheirProcessors() throws Exception {
			try (RandomAccessFile writer = new RandomAccessFile(this.pipe.toFile(), "rw")) {
				AtomicInteger read = new AtomicInteger();
				List<Goroutine<Integer>> readers = new ArrayList<>();
				int count = this.runtime.gomaxprocs() + 1;
				for (int i = 0; i < count; i++) {
					readers.add(this.runtime.go(() -> {
						try (FileInputStream in = new FileInputStream(this.pipe.toFile())) {
							in.read();
							return read.incrementAndGet();
						}
					}));
				}
				this.runtime.go(() -> 1).get(20, TimeUnit.SECONDS);
				writer.write(new byte[count]);
				for (Goroutine<Integer> reader : readers) {
					reader.get(20, TimeUnit.SECONDS);
				}
				assertThat(read).hasValue(count);
			}
		}

	}

}
