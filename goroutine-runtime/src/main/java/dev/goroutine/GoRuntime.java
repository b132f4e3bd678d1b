package dev.goroutine;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;

public final class GoRuntime implements Executor, AutoCloseable {

	public static GoRuntime create() {
		return builder().build();
	}

	public static Builder builder() {
		return new Builder();
	}

	public Goroutine<Void> go(GoBody body) {
		return go("", body);
	}

	public <T> Goroutine<T> go(Callable<T> body) {
		return go("", body);
	}

	public Goroutine<Void> go(String name, GoBody body) {
		throw new IllegalStateException();
	}

	public <T> Goroutine<T> go(String name, Callable<T> body) {
		throw new IllegalStateException();
	}

	@Override
	public void execute(Runnable task) {
	}

	public String name() {
		return "";
	}

	public int gomaxprocs() {
		return 0;
	}

	public StealPolicy stealPolicy() {
		return StealPolicy.random();
	}

	public Duration idleMTimeout() {
		return Duration.ZERO;
	}

	public SchedulerSnapshot snapshot() {
		throw new IllegalStateException();
	}

	public boolean awaitQuiescence(Duration timeout) {
		return false;
	}

	public boolean shutdown(Duration grace) {
		return false;
	}

	@Override
	public void close() {
	}

	public static final class Builder {

		public Builder name(String name) {
			return this;
		}

		public Builder gomaxprocs(int n) {
			return this;
		}

		public Builder idleMTimeout(Duration timeout) {
			return this;
		}

		public Builder maxM(int n) {
			return this;
		}

		public Builder stealPolicy(StealPolicy policy) {
			return this;
		}

		public Builder stealBatch(StealBatch batch) {
			return this;
		}

		public Builder uncaughtExceptionHandler(Thread.UncaughtExceptionHandler handler) {
			return this;
		}

		public Builder jdkAccess(JdkAccess access) {
			return this;
		}

		public GoRuntime build() {
			return new GoRuntime();
		}

	}

}
