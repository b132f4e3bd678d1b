package dev.goroutine;

import java.io.FileInputStream;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What goroutines wait for, each reason with one that does.
 */
class WaitReasonTests {

	private final GoRuntime runtime = GoRuntime.builder().gomaxprocs(2).build();

	@AfterEach
	void close() {
		assertThat(this.runtime.shutdown(Duration.ZERO)).isTrue();
	}

	@Test
	void sleep() {
		GoroutineSnapshot sleeper = awaitReason(this.runtime.go(() -> Goroutine.sleep(Duration.ofHours(1))), "sleep");
		assertThat(sleeper.status()).isEqualTo(GoroutineStatus.WAITING);
	}

	@Test
	void ioWait() throws Exception {
		try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
				Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
				Socket accepted = server.accept()) {
			Goroutine<?> acceptor = this.runtime.go(() -> server.accept());
			Goroutine<?> reader = this.runtime.go(() -> client.getInputStream().read());
			awaitReason(acceptor, "IO wait");
			awaitReason(reader, "IO wait");
			await().until(() -> this.runtime.snapshot().machines().stream().noneMatch((m) -> m.goroutine() != null));
			accepted.getOutputStream().write(7);
			assertThat(reader.get()).isEqualTo(7);
		}
	}

	@Test
	void syncWait() {
		ReentrantLock lock = new ReentrantLock();
		ReentrantReadWriteLock.ReadLock readLock;
		ReentrantReadWriteLock readWriteLock = new ReentrantReadWriteLock();
		readLock = readWriteLock.readLock();
		lock.lock();
		readWriteLock.writeLock().lock();
		Goroutine<?> locker = this.runtime.go(lock::lockInterruptibly);
		Goroutine<?> reader = this.runtime.go(readLock::lockInterruptibly);
		Goroutine<?> taker = this.runtime.go(() -> new LinkedBlockingQueue<>().take());
		Goroutine<?> waiter = this.runtime.go(() -> new CountDownLatch(1).await());
		awaitReason(locker, "sync wait");
		awaitReason(reader, "sync wait");
		awaitReason(taker, "sync wait");
		awaitReason(waiter, "sync wait");
	}

	@Test
	void monitor() throws Exception {
		Object monitor = new Object();
		Goroutine<?> enters;
		synchronized (monitor) {
			enters = this.runtime.go(() -> {
				synchronized (monitor) {
					return 1;
				}
			});
			awaitReason(enters, "sync.Mutex.Lock");
		}
		assertThat(enters.get()).isEqualTo(1);
	}

	@Test
	void objectWait() throws Exception {
		Object monitor = new Object();
		AtomicBoolean go = new AtomicBoolean();
		Goroutine<?> waits = this.runtime.go(() -> {
			synchronized (monitor) {
				while (!go.get()) {
					monitor.wait();
				}
			}
		});
		awaitReason(waits, "sync.Cond.Wait");
		synchronized (monitor) {
			go.set(true);
			monitor.notifyAll();
			// Notified, but not there yet.
			awaitReason(waits, "sync.Mutex.Lock");
		}
		waits.get();
	}

	@Test
	void goroutineJoin() {
		Goroutine<Void> sleeper = this.runtime.go(() -> Goroutine.sleep(Duration.ofHours(1)));
		awaitReason(this.runtime.go(() -> sleeper.join()), "goroutine join");
	}

	@Test
	void blockedInNativeCode(@TempDir Path directory) throws Exception {
		Path pipe = directory.resolve("pipe");
		assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
		try (RandomAccessFile writer = new RandomAccessFile(pipe.toFile(), "rw")) {
			Goroutine<Integer> reader = this.runtime.go(() -> {
				try (FileInputStream in = new FileInputStream(pipe.toFile())) {
					return in.read();
				}
			});
			GoroutineSnapshot snapshot = awaitReason(reader, "blocked in native code or file I/O");
			assertThat(snapshot.status()).isEqualTo(GoroutineStatus.BLOCKED);
			assertThat(snapshot.stack()).anyMatch((frame) -> frame.getMethodName().equals("read"));
			writer.write(7);
			assertThat(reader.get()).isEqualTo(7);
		}
	}

	@Test
	void parkedWhereItCannotLeaveItsThread() {
		// Class initializers have a frame of the JVM's below.
		Goroutine<?> pinned = this.runtime.go(() -> Pinning.initialized);
		GoroutineSnapshot snapshot = awaitReason(pinned, "sync wait");
		assertThat(snapshot.status()).isEqualTo(GoroutineStatus.BLOCKED);
		Latch.INSTANCE.release.countDown();
	}

	@Test
	void park() {
		GoroutineSnapshot parked = awaitReason(this.runtime.go(() -> parkUntilInterrupted(null)), "park");
		assertThat(parked.stack().getFirst()).hasToString("java.base/java.util.concurrent.locks.LockSupport.park("
				+ "LockSupport.java:" + parked.stack().getFirst().getLineNumber() + ")");
		assertThat(parked.stack().getLast().getClassName()).isEqualTo(WaitReasonTests.class.getName());
	}

	@Test
	void whatTheBlockerSays() {
		WaitReason receive = () -> "chan receive";
		awaitReason(this.runtime.go(() -> parkUntilInterrupted(receive)), "chan receive");
		WaitReason broken = () -> {
			throw new IllegalStateException("broken");
		};
		awaitReason(this.runtime.go(() -> parkUntilInterrupted(broken)), "park");
	}

	@Test
	void noneWhileItRunsOrCould() throws Exception {
		this.runtime.gomaxprocs(1);
		AtomicBoolean stop = new AtomicBoolean();
		CountDownLatch spinning = new CountDownLatch(1);
		this.runtime.go(() -> {
			Goroutine<?> queued = this.runtime.go(() -> 1);
			// On the only P, so the other can be nowhere but in its queue.
			GoroutineSnapshot own = snapshot(Objects.requireNonNull(Goroutine.current()));
			GoroutineSnapshot other = snapshot(queued);
			assertThat(own.status()).isEqualTo(GoroutineStatus.RUNNING);
			assertThat(own.stack().getFirst().getClassName()).as("not the runtime's frames")
				.isEqualTo(WaitReasonTests.class.getName());
			assertThat(other.status()).isEqualTo(GoroutineStatus.RUNNABLE);
			assertThat(other.stack()).isEmpty();
			assertThat(other.createdBy()).isEqualTo(new GoroutineSnapshot.CreatedBy(own.id(), null));
			assertThat(own.createdBy()).isNull();
			assertThat(new Object[] { own.waitReason(), own.waitingSince(), other.waitReason(), other.waitingSince() })
				.containsOnlyNulls();
			return 1;
		}).join();
		Goroutine<?> spinner = this.runtime.go(() -> {
			spinning.countDown();
			while (!stop.get()) {
				Thread.onSpinWait();
			}
		});
		spinning.await();
		assertThat(snapshot(spinner).status()).isEqualTo(GoroutineStatus.RUNNING);
		assertThat(snapshot(spinner).stack()).isNotEmpty();
		stop.set(true);
		spinner.join();
		assertThat(this.runtime.goroutines()).isEmpty();
		assertThat(this.runtime.dump()).isEmpty();
	}

	@Test
	void waitingSinceIsWhenItParked() {
		Instant before = Instant.now();
		Goroutine<?> goroutine = this.runtime.go(() -> parkUntilInterrupted(null));
		GoroutineSnapshot parked = awaitReason(goroutine, "park");
		assertThat(parked.waitingSince()).isBetween(before.minusSeconds(2), Instant.now().plusSeconds(1));
		// It stays, while time and others go on.
		Instant later = Instant.now().plusSeconds(2);
		this.runtime.go(() -> {
			while (Instant.now().isBefore(later)) {
				Goroutine.yield();
			}
		}).toCompletableFuture().join();
		assertThat(snapshot(goroutine).waitingSince()).isBetween(before.minusSeconds(2), later.minusMillis(500));
		// And starts again when it has run.
		LockSupport.unpark(((GoroutineTask<?>) goroutine).thread());
		await().until(() -> {
			Instant since = snapshot(goroutine).waitingSince();
			return since != null && since.isAfter(later.minusMillis(1_500));
		});
	}

	private GoroutineSnapshot awaitReason(Goroutine<?> goroutine, String reason) {
		await().untilAsserted(() -> assertThat(snapshot(goroutine).waitReason()).isEqualTo(reason));
		GoroutineSnapshot snapshot = snapshot(goroutine);
		assertThat(snapshot.waitReason()).isEqualTo(reason);
		assertThat(snapshot.waitingSince()).isNotNull();
		assertThat(this.runtime.dump()).contains("goroutine " + goroutine.id() + " [" + reason + "]:\n");
		return snapshot;
	}

	private GoroutineSnapshot snapshot(Goroutine<?> goroutine) {
		return this.runtime.goroutines()
			.stream()
			.filter((snapshot) -> snapshot.id() == goroutine.id())
			.findFirst()
			.orElseThrow();
	}

	private static void parkUntilInterrupted(@Nullable Object blocker) {
		while (!Thread.currentThread().isInterrupted()) {
			LockSupport.park(blocker);
		}
	}

	/** Its initializer parks with a native frame below. */
	private static final class Pinning {

		static boolean initialized;

		static {
			try {
				Latch.INSTANCE.release.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			initialized = true;
		}

	}

	private enum Latch {

		INSTANCE;

		final CountDownLatch release = new CountDownLatch(1);

	}

}
