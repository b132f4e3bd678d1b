package dev.goroutine.internal.jdk;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * A thread as the operating system sees it: does it wait for something, or does it run,
 * or would it if it got a core? To be had on Linux, from {@code /proc}.
 * <p>
 * The JVM's own {@code ThreadInfo.isInNative()} is no alternative. To make one of a
 * thread that carries virtual threads is a race that ends the JVM now and then
 * (JDK-8392031): it reads that thread's stack while the thread goes on.
 */
public final class OsThread {

	private static final Path SELF = Path.of("/proc/thread-self");

	/** More than the id takes and the name, which has 15 bytes at most. */
	private static final int UP_TO_STATE = 64;

	private final String stat;

	private OsThread(String stat) {
		this.stat = stat;
	}

	/**
	 * Loads what is needed here, so that neither an M nor sysmon has to wait for a class
	 * that a goroutine is loading.
	 */
	public static void prepare() {
		OsThread thread = current();
		if (thread != null) {
			thread.isWaiting();
		}
	}

	/**
	 * The calling thread.
	 * @return the thread, or {@code null} if this system does not tell
	 */
	public static @Nullable OsThread current() {
		try {
			return new OsThread(SELF.resolveSibling(Files.readSymbolicLink(SELF)).resolve("stat").toString());
		}
		catch (IOException | UnsupportedOperationException | OutOfMemoryError ex) {
			return null;
		}
	}

	/**
	 * Whether it sleeps in the kernel: in a read, on a lock, for a page. Costs some
	 * microseconds.
	 * @return whether it does; {@code false} too if that cannot be found out
	 */
	public boolean isWaiting() {
		byte[] text = new byte[UP_TO_STATE];
		int length;
		try (FileInputStream in = new FileInputStream(this.stat)) {
			length = in.readNBytes(text, 0, text.length);
		}
		catch (IOException ex) {
			return false;
		}
		// 4711 (name, which may have brackets) S …
		int i = length - 1;
		while (i >= 0 && text[i] != ')') {
			i--;
		}
		return i >= 0 && i + 2 < length && (text[i + 2] == 'S' || text[i + 2] == 'D');
	}

}
