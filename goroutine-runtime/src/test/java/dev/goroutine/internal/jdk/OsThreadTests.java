package dev.goroutine.internal.jdk;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.awaitility.Awaitility.await;

@Timeout(60)
@EnabledOnOs(OS.LINUX)
class OsThreadTests {

	private final AtomicBoolean end = new AtomicBoolean();

	private final CompletableFuture<OsThread> self = new CompletableFuture<>();

	@Test
	void threadThatIsParkedWaits() throws Exception {
		// The name is part of what is read.
		Thread thread = Thread.ofPlatform().daemon().name("x) R (").start(() -> {
			this.self.complete(OsThread.current());
			while (!this.end.get()) {
				LockSupport.park();
			}
		});
		OsThread parked = this.self.get();
		await().until(parked::isWaiting);
		this.end.set(true);
		LockSupport.unpark(thread);
		thread.join();
		// For the system it may take a little longer to end than for the JVM.
		await().until(() -> !parked.isWaiting());
	}

	@Test
	void threadThatBurnsDoesNotWait() throws Exception {
		Thread thread = Thread.ofPlatform().daemon().name("x) S (").start(() -> {
			this.self.complete(OsThread.current());
			while (!this.end.get()) {
				Thread.onSpinWait();
			}
		});
		OsThread burning = this.self.get();
		// But for the JVM's safepoints, in which all threads do.
		await().until(() -> IntStream.range(0, 1_000).filter((i) -> burning.isWaiting()).count() < 100);
		this.end.set(true);
		thread.join();
	}

}
