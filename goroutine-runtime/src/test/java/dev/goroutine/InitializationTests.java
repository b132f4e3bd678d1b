package dev.goroutine;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No call is too early, not even the first of all at the end of a stack: a class whose
 * static initializer dies of a {@link StackOverflowError} is unusable for good.
 */
class InitializationTests {

	private static final List<String> FLAGS = List.of("--add-opens=java.base/java.lang=ALL-UNNAMED",
			"--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED");

	/** So many depths are tried, the deepest first. */
	private static final int DEPTHS = 400;

	/** Not initialized by a runtime that is created, and each has a reason. */
	private static final Set<String> LATE = Set.of(
			// On its own thread.
			"dev.goroutine.internal.leak.LeakReports",
			// Who traces has looked for room.
			"dev.goroutine.SchedulerTrace", "dev.goroutine.internal.trace.Recording",
			"dev.goroutine.internal.trace.Recording$Kind", "dev.goroutine.internal.trace.ChromeTrace$1",
			"dev.goroutine.internal.trace.Tracks$1",
			// For tests only.
			"dev.goroutine.internal.bubble.BubbleScheduler$End", "dev.goroutine.testing.Bubble$1",
			"dev.goroutine.internal.timer.SteppedTimerQueue");

	@ParameterizedTest
	@EnumSource
	void firstCallAtTheEndOfAStackLeavesAllUsable(Call call) throws Exception {
		ForkedJvm.Output output = ForkedJvm.run(FLAGS, InitializationTests.class, call.name());
		assertThat(output.text()).contains("all usable");
		assertThat(output.exitCode()).isZero();
	}

	/** Whoever adds a static initializer has to think of it. */
	@Test
	void runtimeInitializesWhatHasAnInitializer() throws Exception {
		ForkedJvm.Output output = ForkedJvm.run(FLAGS, Late.class);
		assertThat(output.text()).contains("looked at");
		assertThat(output.text().lines().filter((line) -> line.startsWith("dev."))).isSubsetOf(LATE);
	}

	/** It would run before anything can be prepared. */
	@ParameterizedTest
	@ValueSource(classes = { Chan.class, Select.class, Context.class, WaitGroup.class, ErrGroup.class, Ticker.class,
			Timers.class, GoRuntime.class, GoRuntime.Builder.class, Goroutine.class, StealPolicy.class })
	void whereOneComesInHasNoInitializer(Class<?> entry) throws Exception {
		for (Class<?> type = entry; type != null && type != Object.class; type = type.getSuperclass()) {
			assertThat(hasInitializer(bytesOf(type))).as(type.getName()).isFalse();
		}
	}

	static void main(String[] arguments) throws Exception {
		Call call = Call.valueOf(arguments[0]);
		// One that is not loaded yet is tried again.
		classesWithInitializer();
		call.before();
		Thread first = new Thread(null, () -> descend(call), "first", 512 * 1024);
		first.start();
		first.join();
		for (Call each : Call.values()) {
			try {
				each.make();
			}
			catch (Throwable ex) {
				throw new IllegalStateException(each + " after " + call, ex);
			}
		}
		System.out.println("all usable");
		System.exit(0);
	}

	@SuppressWarnings("InfiniteRecursion")
	private static int descend(Call call) {
		int below = 0;
		try {
			below = descend(call);
		}
		catch (StackOverflowError ex) {
			// Here the stack ends.
		}
		if (below < DEPTHS && below % call.step() == 0) {
			try {
				call.make();
			}
			catch (Throwable ex) {
				// No room. What is broken by it shows later.
			}
		}
		return below + 1;
	}

	private static boolean hasInitializer(byte[] bytes) {
		return ClassFile.of()
			.parse(bytes)
			.methods()
			.stream()
			.anyMatch((method) -> method.methodName().equalsString("<clinit>"));
	}

	/** The runtime's, loaded and not initialized by this. */
	private static List<Class<?>> classesWithInitializer() throws Exception {
		Path root = Path.of(GoRuntime.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		List<Class<?>> classes = new ArrayList<>();
		try (Stream<Path> files = Files.walk(root)) {
			for (Path file : files.filter((path) -> path.toString().endsWith(".class")).toList()) {
				String name = root.relativize(file).toString().replace(".class", "").replace('/', '.');
				Class<?> type = Class.forName(name, false, GoRuntime.class.getClassLoader());
				if (hasInitializer(Files.readAllBytes(file))) {
					classes.add(type);
				}
			}
		}
		return classes;
	}

	private static byte[] bytesOf(Class<?> type) throws IOException {
		try (var in = type.getResourceAsStream("/" + type.getName().replace('.', '/') + ".class")) {
			return Objects.requireNonNull(in).readAllBytes();
		}
	}

	/** Says what is not initialized when there is a runtime. */
	static final class Late {

		static void main(String[] arguments) throws Exception {
			GoRuntime.create();
			Method shouldBeInitialized = Class.forName("jdk.internal.misc.Unsafe")
				.getMethod("shouldBeInitialized", Class.class);
			Object unsafe = shouldBeInitialized.getDeclaringClass().getMethod("getUnsafe").invoke(null);
			Set<String> late = new TreeSet<>();
			for (Class<?> type : classesWithInitializer()) {
				if ((boolean) shouldBeInitialized.invoke(unsafe, type)) {
					late.add(type.getName());
				}
			}
			late.forEach(System.out::println);
			System.out.println("looked at");
			System.exit(0);
		}

	}

	enum Call {

		UNBUFFERED {

			@Override
			void make() {
				Chan.<Integer>unbuffered().trySend(1);
			}

		},

		BUFFERED {

			@Override
			void make() throws Exception {
				Chan<Integer> chan = Chan.buffered(2);
				chan.send(1);
				chan.trySend(2, TIME);
				chan.receive();
				chan.poll();
				chan.poll(TIME);
				chan.tryReceive();
				use(chan.toString());
				chan.close();
				use(chan.iterator().hasNext());
			}

		},

		SELECT {

			@Override
			void make() throws Exception {
				Chan<Integer> one = Chan.unbuffered();
				Chan<Integer> other = Chan.unbuffered();
				Select.select(one.onReceive((value) -> 1), other.onSend(1, () -> 2), Select.onTimeout(TIME, () -> 3));
			}

		},

		SELECT_DEFAULT {

			@Override
			void make() throws Exception {
				Select.select(Select.onDefault(() -> 3));
			}

		},

		CONTEXT {

			@Override
			void make() throws Exception {
				try (Context.Cancellable context = Context.background().withCancel()) {
					Context below = context.withValue("key", 1).withTimeout(Duration.ofDays(1));
					below.done();
					context.cancel();
					below.done().receive();
					below.err();
					below.deadline();
					below.value("key");
					use(below.toString());
				}
			}

		},

		CURRENT_CONTEXT {

			@Override
			void make() {
				Context.current().withTimeout(Duration.ZERO).err();
			}

		},

		WAIT_GROUP {

			@Override
			void make() throws Exception {
				WaitGroup group = new WaitGroup();
				group.add(1);
				group.done();
				group.await();
			}

		},

		TIMERS {

			@Override
			void make() throws Exception {
				Timers.after(Duration.ZERO).receive();
				Timers.after(TIME).receive();
				Ticker.every(TIME).close();
			}

		},

		GOROUTINE {

			@Override
			void make() throws Exception {
				Goroutine.current();
				Goroutine.yield();
				Goroutine.sleep(Duration.ZERO);
				Goroutine.blocking(() -> null);
				Goroutine.completed("a").toCompletableFuture().thenApply((value) -> value);
				StealPolicy.of("random");
			}

		},

		RUNTIME {

			@Override
			int step() {
				return 2;
			}

			@Override
			void make() throws Exception {
				GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build();
				runtime.go(() -> 1).get(1, TimeUnit.SECONDS);
				runtime.shutdown(Duration.ZERO);
			}

		},

		/** All there is of a goroutine, in a runtime that is there. */
		GO {

			@Override
			void before() {
				runtime();
			}

			@Override
			void make() throws Exception {
				GoRuntime runtime = runtime();
				Goroutine<Integer> goroutine = runtime.go("name", () -> 1);
				goroutine.status();
				use(goroutine.toString());
				goroutine.toCompletableFuture().thenApply((value) -> value).get(1, TimeUnit.SECONDS);
				goroutine.join();
				runtime.go(() -> {
					throw new IllegalStateException();
				}).toCompletableFuture().handle((value, failure) -> failure).get(1, TimeUnit.SECONDS);
				runtime.go(() -> Goroutine.sleep(Duration.ofDays(1))).cancel(true);
				runtime.execute(() -> {
				});
			}

		},

		ERR_GROUP {

			@Override
			void before() {
				runtime();
			}

			@Override
			void make() throws Exception {
				ErrGroup group = new ErrGroup(runtime());
				group.go(() -> Context.current().err());
				group.tryGo(() -> {
				});
				group.await();
			}

		},

		LOOK {

			@Override
			void before() {
				runtime();
			}

			@Override
			int step() {
				return 10;
			}

			@Override
			void make() throws Exception {
				GoRuntime runtime = runtime();
				runtime.snapshot();
				runtime.goroutines();
				runtime.sample(1);
				runtime.goroutine(1);
				runtime.dump();
				runtime.schedulingLatency().percentile(0.5);
				use(runtime.toString());
				try (SchedulerTrace trace = runtime.trace(Duration.ofSeconds(1))) {
					trace.newInputStream().readAllBytes();
				}
				runtime.awaitQuiescence(TIME);
			}

		};

		static final Duration TIME = Duration.ofMillis(1);

		private static volatile @Nullable GoRuntime runtime;

		/** What is there already. */
		void before() {
		}

		abstract void make() throws Exception;

		/** For one that takes long: only each so many frames. */
		int step() {
			return 1;
		}

		/** For a result that matters to nobody. */
		static void use(Object result) {
		}

		static GoRuntime runtime() {
			GoRuntime known = runtime;
			if (known == null) {
				known = GoRuntime.create();
				runtime = known;
			}
			return known;
		}

	}

}
