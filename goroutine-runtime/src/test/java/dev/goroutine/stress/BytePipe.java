package dev.goroutine.stress;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/**
 * A named pipe to block OS threads with: each {@link #read} waits in a system call until
 * a thread of its own writes a byte for it, at once or a little later.
 */
final class BytePipe implements AutoCloseable {

	private static final int LONGEST_WAIT_NANOS = 2_000_000;

	private final RandomAccessFile pipe;

	private final Semaphore wanted = new Semaphore(0);

	private final SplittableRandom random;

	private volatile boolean closed;

	/**
	 * Makes the pipe.
	 * @param directory where
	 * @param random decides how long readers wait
	 */
	BytePipe(Path directory, SplittableRandom random) throws IOException, InterruptedException {
		Path path = directory.resolve("pipe");
		if (new ProcessBuilder("mkfifo", path.toString()).start().waitFor() != 0) {
			throw new IOException("mkfifo " + path + " has failed");
		}
		this.pipe = new RandomAccessFile(path.toFile(), "rw");
		this.random = random;
		Thread.ofPlatform().daemon().name("stress-pipe").start(this::write);
	}

	/** Blocks the OS thread and cannot be interrupted. */
	void read() throws IOException {
		this.wanted.release();
		if (this.pipe.read() < 0) {
			throw new IOException("The pipe is at its end");
		}
	}

	private void write() {
		try {
			for (;;) {
				this.wanted.acquireUninterruptibly();
				if (this.closed) {
					return;
				}
				if (this.random.nextInt(4) == 0) {
					LockSupport.parkNanos(this.random.nextInt(LONGEST_WAIT_NANOS));
				}
				this.pipe.write(0);
			}
		}
		catch (IOException ex) {
			// Whoever waits for a byte will be missed.
			throw new IllegalStateException(ex);
		}
	}

	/** When nobody reads any more. */
	@Override
	public void close() throws IOException {
		this.closed = true;
		this.wanted.release();
		this.pipe.close();
	}

}
