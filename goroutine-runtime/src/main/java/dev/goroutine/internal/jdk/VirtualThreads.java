package dev.goroutine.internal.jdk;

import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.util.Objects;
import java.util.concurrent.Executor;

import org.jspecify.annotations.Nullable;

/**
 * Creates virtual threads with a scheduler of their own. JDK 25 can do that, but does not
 * export it.
 * <p>
 * {@link #open} must have succeeded once before any other method is used, except
 * {@link #isOpen} and {@link #access}. It uses {@code java.base/java.lang} if that
 * package is open to this library. Otherwise it uses the trusted lookup of
 * {@code java.lang.invoke}, unless that is forbidden. Otherwise it fails: there is no
 * fallback to another kind of thread. All methods may be called from any thread.
 */
public final class VirtualThreads {

	/** The JVM flag that opens {@code java.lang} to this library. */
	public static final String FLAG = "--add-opens=java.base/java.lang=ALL-UNNAMED";

	private static MethodHandles.@Nullable Lookup trusted;

	private static volatile boolean isOpen;

	/** Whether {@code java.lang} was opened by the user. */
	private static boolean packageIsOpen;

	private VirtualThreads() {
	}

	/**
	 * Gains access, once for the whole JVM.
	 * @param strict whether {@code java.lang} must be open, so that the trusted lookup is
	 * not used
	 * @throws ClosedJdkException if this JVM gives no access
	 */
	public static synchronized void open(boolean strict) {
		if (!packageIsOpen) {
			try {
				MethodHandles.privateLookupIn(Thread.class, MethodHandles.lookup());
				packageIsOpen = true;
			}
			catch (IllegalAccessException ex) {
				if (strict) {
					throw new ClosedJdkException(
							"java.base/java.lang is not open to " + VirtualThreads.class.getModule()
									+ " and jdk-access is strict: start the JVM with " + FLAG,
							ex);
				}
				openTrusted();
			}
		}
		if (!isOpen) {
			probe();
			startJdkThreads();
			isOpen = true;
		}
	}

	/**
	 * Whether {@link #open} has succeeded. If not, there is no goroutine in this JVM.
	 * @return whether it has
	 */
	public static boolean isOpen() {
		return isOpen;
	}

	/**
	 * How {@link #open} has gained access.
	 * @return {@code opened} or {@code trusted lookup}; {@code none} if it has not
	 */
	public static synchronized String access() {
		if (!isOpen) {
			return "none";
		}
		return packageIsOpen ? "opened" : "trusted lookup";
	}

	private static void startJdkThreads() {
		try {
			JdkThreads.start();
		}
		catch (ReflectiveOperationException ex) {
			throw unknownJdk(ex);
		}
	}

	/**
	 * The logger is no constant, because {@link #isOpen} must initialize nothing where
	 * nothing is open.
	 */
	private static System.Logger logger() {
		return System.getLogger("dev.goroutine");
	}

	private static void openTrusted() {
		if (trusted != null) {
			return;
		}
		try {
			trusted = TrustedLookup.obtain();
		}
		catch (ReflectiveOperationException | RuntimeException ex) {
			throw new ClosedJdkException("java.base/java.lang is not open and no trusted lookup is to be had: "
					+ "start the JVM with " + FLAG, ex);
		}
		logger().log(Level.WARNING,
				"java.base/java.lang is not open: goroutines use a trusted lookup instead. " + "Start the JVM with "
						+ FLAG + ", or give an executable jar the manifest entry "
						+ "'Add-Opens: java.base/java.lang'");
	}

	/**
	 * Tries all that goroutines need. A failure here names its reason; in the first
	 * goroutine it would not.
	 */
	private static void probe() {
		try {
			unstarted(Runnable::run, "", () -> {
			});
			Objects.requireNonNull(Continuations.THREAD);
		}
		catch (ExceptionInInitializerError | NoClassDefFoundError ex) {
			throw unknownJdk(ex);
		}
		catch (UnsupportedOperationException ex) {
			throw new ClosedJdkException("This JVM (" + System.getProperty("java.vm.name") + " on "
					+ System.getProperty("os.arch") + ") has no continuations, so virtual threads have no scheduler",
					ex);
		}
	}

	static ClosedJdkException unknownJdk(Throwable cause) {
		return new ClosedJdkException("Goroutines need JDK 25, this is " + Runtime.version()
				+ ": its virtual threads cannot be given a scheduler the way we know", cause);
	}

	/**
	 * Creates a virtual thread without starting it.
	 * @param scheduler receives the thread's continuation whenever the thread is ready to
	 * run: when it starts, is unparked or yields. Virtual threads that the new thread
	 * starts inherit the scheduler
	 * @param name the name of the thread
	 * @param task what the thread runs
	 * @return the new thread
	 */
	public static Thread unstarted(Executor scheduler, String name, Runnable task) {
		try {
			return (Thread) Handles.NEW_VIRTUAL_THREAD.invokeExact(scheduler, name, 0, task);
		}
		catch (Throwable ex) {
			throw unchecked(ex);
		}
	}

	/**
	 * The platform thread that carries the calling virtual thread, or the caller itself
	 * if it is a platform thread.
	 * @return the thread
	 */
	public static Thread currentCarrier() {
		try {
			return (Thread) Handles.CURRENT_CARRIER_THREAD.invokeExact();
		}
		catch (Throwable ex) {
			throw unchecked(ex);
		}
	}

	/**
	 * The scheduler of a virtual thread.
	 * @param thread a virtual thread
	 * @return the scheduler that it was created with or has inherited
	 */
	public static Executor scheduler(Thread thread) {
		try {
			return (Executor) Handles.SCHEDULER.invokeExact(thread);
		}
		catch (Throwable ex) {
			throw unchecked(ex);
		}
	}

	/**
	 * The virtual thread that a continuation belongs to.
	 * @param continuation a task that a scheduler was given to run
	 * @return the thread
	 */
	public static Thread thread(Runnable continuation) {
		try {
			return (Thread) Continuations.THREAD.invokeExact(continuation);
		}
		catch (Throwable ex) {
			throw unchecked(ex);
		}
	}

	/**
	 * The scheduler of virtual threads that are created without one.
	 * @return the JDK's own scheduler
	 */
	public static Executor defaultScheduler() {
		try {
			return (Executor) Handles.DEFAULT_SCHEDULER.invokeExact();
		}
		catch (Throwable ex) {
			throw unchecked(ex);
		}
	}

	/**
	 * A lookup with private access to a type of {@code java.base}.
	 * @throws ReflectiveOperationException if this is not the JDK that we know
	 */
	static synchronized MethodHandles.Lookup lookupIn(Class<?> type) throws ReflectiveOperationException {
		if (packageIsOpen) {
			if (!type.getPackageName().equals("java.lang")) {
				openPackage(type);
			}
			return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
		}
		if (trusted != null) {
			return trusted.in(type);
		}
		throw new IllegalStateException("VirtualThreads.open has not succeeded");
	}

	/**
	 * Opens the package of a type. Access to {@code java.lang} is enough to open any
	 * other package.
	 */
	private static void openPackage(Class<?> type) throws ReflectiveOperationException {
		MethodHandle opens = lookupIn(Module.class).findVirtual(Module.class, "implAddOpens",
				MethodType.methodType(void.class, String.class, Module.class));
		try {
			opens.invokeExact(type.getModule(), type.getPackageName(), VirtualThreads.class.getModule());
		}
		catch (Throwable ex) {
			throw unchecked(ex);
		}
	}

	@SuppressWarnings("unchecked")
	static <X extends Throwable> RuntimeException unchecked(Throwable ex) throws X {
		throw (X) ex;
	}

	/**
	 * A class of its own, so that the handles are constants for the JIT compiler and are
	 * still created after {@link #open}.
	 */
	private static final class Handles {

		static final MethodHandle NEW_VIRTUAL_THREAD;

		static final MethodHandle CURRENT_CARRIER_THREAD;

		static final MethodHandle SCHEDULER;

		static final MethodHandle DEFAULT_SCHEDULER;

		static {
			try {
				Class<?> threadBuilders = Class.forName("java.lang.ThreadBuilders");
				NEW_VIRTUAL_THREAD = lookupIn(threadBuilders).findStatic(threadBuilders, "newVirtualThread",
						MethodType.methodType(Thread.class, Executor.class, String.class, int.class, Runnable.class));
				CURRENT_CARRIER_THREAD = lookupIn(Thread.class).findStatic(Thread.class, "currentCarrierThread",
						MethodType.methodType(Thread.class));
				Class<?> virtualThread = Class.forName("java.lang.VirtualThread");
				SCHEDULER = lookupIn(virtualThread).findGetter(virtualThread, "scheduler", Executor.class)
					.asType(MethodType.methodType(Executor.class, Thread.class));
				DEFAULT_SCHEDULER = lookupIn(virtualThread).findStatic(virtualThread, "defaultScheduler",
						MethodType.methodType(Executor.class));
			}
			catch (ReflectiveOperationException ex) {
				throw new ExceptionInInitializerError(ex);
			}
		}

	}

	/** A class of its own, because a JVM without continuations has no such field. */
	private static final class Continuations {

		/**
		 * Reads the thread of a continuation. The continuation is a lambda that has
		 * captured its thread.
		 */
		static final MethodHandle THREAD;

		static {
			try {
				Class<?> virtualThread = Class.forName("java.lang.VirtualThread");
				MethodHandle continuation = lookupIn(virtualThread)
					.findGetter(virtualThread, "runContinuation", Runnable.class)
					.asType(MethodType.methodType(Runnable.class, Thread.class));
				THREAD = captured(virtualThread, example(continuation).getClass())
					.asType(MethodType.methodType(Thread.class, Runnable.class));
			}
			catch (ReflectiveOperationException ex) {
				throw new ExceptionInInitializerError(ex);
			}
		}

		private static Runnable example(MethodHandle continuation) {
			try {
				return (Runnable) continuation.invokeExact(Thread.ofVirtual().unstarted(() -> {
				}));
			}
			catch (Throwable ex) {
				throw unchecked(ex);
			}
		}

		private static MethodHandle captured(Class<?> captured, Class<?> lambda) throws ReflectiveOperationException {
			for (Field field : lambda.getDeclaredFields()) {
				if (field.getType() == captured) {
					return lookupIn(lambda).unreflectGetter(field);
				}
			}
			throw new NoSuchFieldException("Nothing in " + lambda + " is a " + captured.getName());
		}

	}

	/**
	 * Reads the trusted lookup, which may access everything, past its access check.
	 * {@code sun.misc.Unsafe} is used by reflection, because javac warns of it and the
	 * warning cannot be suppressed.
	 */
	private static final class TrustedLookup {

		static MethodHandles.Lookup obtain() throws ReflectiveOperationException {
			Class<?> type = Class.forName("sun.misc.Unsafe");
			Field theUnsafe = type.getDeclaredField("theUnsafe");
			theUnsafe.setAccessible(true);
			Object unsafe = theUnsafe.get(null);
			Field lookup = MethodHandles.Lookup.class.getDeclaredField("IMPL_LOOKUP");
			Object base = type.getMethod("staticFieldBase", Field.class).invoke(unsafe, lookup);
			Object offset = type.getMethod("staticFieldOffset", Field.class).invoke(unsafe, lookup);
			Object trusted = type.getMethod("getObject", Object.class, long.class).invoke(unsafe, base, offset);
			return (MethodHandles.Lookup) trusted;
		}

	}

}
