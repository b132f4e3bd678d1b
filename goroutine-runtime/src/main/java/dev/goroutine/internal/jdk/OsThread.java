package dev.goroutine.internal.jdk;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.jspecify.annotations.Nullable;

/**
 * Tells whether a thread waits in the operating system, or runs, or would run if it got a
 * core. The answer comes from {@code /proc}, so it is available on Linux only.
 * <p>
 * The JVM's own {@code ThreadInfo.isInNative()} is no alternative. A {@code ThreadInfo}
 * of a thread that carries virtual threads can crash the JVM (JDK-8392031), because it
 * reads the stack of that thread while the thread runs.
 */
public final class OsThread {

	private static final Path SELF = Path.of("/proc/thread-self");

	/**
	 * The number of bytes to read. The state comes after the id and the name, and the
	 * name has 15 bytes at most.
	 */
	private static final int UP_TO_STATE = 64;

	private final String stat;

	private OsThread(String stat) {
		this.stat = stat;
	}

	/**
	 * Loads the classes that this class needs. Otherwise an M or sysmon might have to
	 * wait for a class that a goroutine is loading.
	 */
	public static void prepare() {
		OsThread thread = current();
		if (thread != null) {
			thread.isWaiting();
		}
	}

	/**
	 * The calling thread, which for a goroutine is the OS thread of its M.
	 * @return the thread, or {@code null} if this system has no {@code /proc} or memory
	 * is short
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
	 * Whether the thread sleeps in the kernel, for example in a read, on a lock or for a
	 * page. The call takes some microseconds.
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
