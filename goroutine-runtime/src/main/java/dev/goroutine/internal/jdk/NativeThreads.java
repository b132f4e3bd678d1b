package dev.goroutine.internal.jdk;

import java.lang.System.Logger.Level;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

import org.jspecify.annotations.Nullable;

/**
 * The id and the nice value that a thread has in the operating system. They are available
 * on Linux only, and only if native access is enabled for this library. Without that the
 * JVM would print a warning, so the library does not try. All methods may be called from
 * any thread.
 */
public final class NativeThreads {

	/**
	 * The kind of id for {@code setpriority}. Linux takes the id of a thread here,
	 * although the name says process.
	 */
	private static final int PRIO_PROCESS = 0;

	private static final System.Logger logger = System.getLogger(NativeThreads.class.getName());

	private NativeThreads() {
	}

	/**
	 * Whether the other methods work here. If not, the log says why, once.
	 * @return whether they do
	 */
	public static boolean isAvailable() {
		return Handles.INSTANCE != null;
	}

	/**
	 * The id of the calling OS thread: Linux's {@code gettid}.
	 * @return the id, or 0 if it is not {@linkplain #isAvailable available} or memory is
	 * short
	 */
	public static int currentId() {
		Handles handles = Handles.INSTANCE;
		if (handles == null) {
			return 0;
		}
		try {
			return (int) handles.gettid.invokeExact();
		}
		catch (OutOfMemoryError ex) {
			return 0;
		}
		catch (Throwable ex) {
			throw new IllegalStateException("gettid", ex);
		}
	}

	/**
	 * Sets the nice value of a thread of this process: the higher the value, the smaller
	 * the thread's share of a core that other threads want too. There may be no way back,
	 * since lowering a nice value takes a privilege.
	 * @param id the id of a thread that has not ended; 0 is refused, because Linux takes
	 * it for the caller
	 * @param nice 0 to 19
	 * @return whether the operating system has set it; {@code false} too if not available
	 */
	public static boolean setNice(int id, int nice) {
		Handles handles = Handles.INSTANCE;
		if (handles == null || id == 0) {
			return false;
		}
		try {
			return (int) handles.setpriority.invokeExact(PRIO_PROCESS, id, nice) == 0;
		}
		catch (Throwable ex) {
			throw new IllegalStateException("setpriority", ex);
		}
	}

	/**
	 * The nice value of the calling OS thread. The call takes a fraction of a
	 * microsecond.
	 * @return -20 to 19, or 0 if not available, or if there is no memory to ask
	 */
	public static int currentNice() {
		// Linux takes 0 for the caller.
		return niceOf(0);
	}

	/**
	 * The nice value of a thread of this process.
	 * @param id the id of a thread that has not ended
	 * @return -20 to 19, or 0 if not available, or if there is no memory to ask
	 */
	public static int niceOf(int id) {
		Handles handles = Handles.INSTANCE;
		if (handles == null) {
			return 0;
		}
		try {
			return (int) handles.getpriority.invokeExact(PRIO_PROCESS, id);
		}
		catch (OutOfMemoryError ex) {
			return 0;
		}
		catch (Throwable ex) {
			throw new IllegalStateException("getpriority", ex);
		}
	}

	private record Handles(MethodHandle gettid, MethodHandle getpriority, MethodHandle setpriority) {

		static final @Nullable Handles INSTANCE = create();

		private static @Nullable Handles create() {
			if (!System.getProperty("os.name").equals("Linux")) {
				logger.log(Level.INFO, "Goroutines that burn CPU are not made background work: this is not Linux");
				return null;
			}
			if (!NativeThreads.class.getModule().isNativeAccessEnabled()) {
				logger.log(Level.INFO,
						"Goroutines that burn CPU are not made background work: that takes --enable-native-access=ALL-UNNAMED, "
								+ "or 'Enable-Native-Access: ALL-UNNAMED' in the manifest of an executable jar");
				return null;
			}
			try {
				return new Handles(handle("gettid", FunctionDescriptor.of(ValueLayout.JAVA_INT)),
						handle("getpriority",
								FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT,
										ValueLayout.JAVA_INT)),
						handle("setpriority", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT,
								ValueLayout.JAVA_INT, ValueLayout.JAVA_INT)));
			}
			catch (RuntimeException | LinkageError ex) {
				logger.log(Level.INFO, "Goroutines that burn CPU are not made background work: " + ex);
				return null;
			}
		}

		@SuppressWarnings("restricted")
		private static MethodHandle handle(String function, FunctionDescriptor descriptor) {
			Linker linker = Linker.nativeLinker();
			MemorySegment address = linker.defaultLookup().findOrThrow(function);
			return linker.downcallHandle(address, descriptor);
		}

	}

}
