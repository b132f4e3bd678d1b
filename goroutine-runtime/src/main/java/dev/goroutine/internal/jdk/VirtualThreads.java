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
 * Virtual threads with a scheduler of one's own, which JDK 25 has but does not export.
 * <p>
 * {@link #open} must have succeeded once before anything else here is used. It tries, in
 * this order: {@code java.base/java.lang} as it is, if it has been opened to us; else the
 * trusted lookup of {@code java.lang.invoke}, unless that is forbidden; else it fails.
 * There is no fallback to another kind of thread.
 */
public final class VirtualThreads {

	/** The JVM flag that opens {@code java.lang} to us. */
	public static final String FLAG = "--add-opens=java.base/java.lang=ALL-UNNAMED";

	private static MethodHandles.@Nullable Lookup trusted;

	private static volatile boolean isOpen;

	/** Whether {@code java.lang} has been opened to us from outside. */
	private static boolean packageIsOpen;

	private VirtualThreads() {
	}

	/**
	 * Gains access, once for the whole JVM.
	 * @param strict whether only an open {@code java.lang} will do
	 * @throws ClosedJdkException if access cannot be had
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
	 * Whether {@link #open} has succeeded: if not, there is no goroutine in this JVM.
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

	/** No constant, since a call that finds nothing open must initialize nothing. */
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

	/** Fails here, with a reason, rather than in the first goroutine without one. */
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
	 * A virtual thread that is not started yet.
	 * @param scheduler is given the thread's continuation whenever it is ready to run: at
	 * its start, when it is unparked and when it yields. Virtual threads that the new one
	 * starts inherit it
	 * @param name the name of the thread
	 * @param task what it runs
	 * @return the thread
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
	 * The platform thread that carries the caller: the caller itself if it is one.
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
	 * @return what it was made with, or has inherited
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
	 * @param continuation what a scheduler was given to run
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
	 * The scheduler that virtual threads have unless told otherwise.
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

	/** Who may reach into {@code java.lang} may open what else there is. */
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

	/** Apart, so that the handles are constants for the JIT and yet made after open. */
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

	/** Apart, since a JVM without continuations has none of this to find. */
	private static final class Continuations {

		/** Of a continuation, which is a lambda: the thread is what that has captured. */
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
	 * The lookup that may do anything, read past its access check.
	 * {@code sun.misc.Unsafe} is used by reflection since javac warns of it with no way
	 * to agree.
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
