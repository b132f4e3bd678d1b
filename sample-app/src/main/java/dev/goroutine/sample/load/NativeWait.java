package dev.goroutine.sample.load;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;

import org.springframework.stereotype.Component;

/**
 * Waits in native code, by the system call {@code poll} on no files. It stands for any
 * library that waits where the JVM cannot see it: the OS thread is blocked, whatever kind
 * of thread runs on it.
 */
@Component
class NativeWait {

	private final MethodHandle poll = poll();

	@SuppressWarnings("restricted")
	private static MethodHandle poll() {
		Linker linker = Linker.nativeLinker();
		return linker.downcallHandle(linker.defaultLookup().findOrThrow("poll"), FunctionDescriptor
			.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));
	}

	/**
	 * Waits. Nothing can interrupt it.
	 * @param duration how long
	 */
	void block(Duration duration) {
		long start = System.nanoTime();
		Duration left = duration;
		// A signal ends the call before its time.
		while (left.isPositive()) {
			poll((int) Math.ceil(left.toNanos() / 1e6));
			left = duration.minusNanos(System.nanoTime() - start);
		}
	}

	private void poll(int millis) {
		try {
			int ready = (int) this.poll.invokeExact(MemorySegment.NULL, 0L, millis);
			assert ready <= 0;
		}
		catch (Throwable ex) {
			throw new IllegalStateException("poll", ex);
		}
	}

}
