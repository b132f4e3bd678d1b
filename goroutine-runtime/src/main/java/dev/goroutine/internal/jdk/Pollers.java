package dev.goroutine.internal.jdk;

import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

import org.jspecify.annotations.Nullable;

/**
 * The JDK's pollers, which tell virtual threads that a socket is ready. By default, on
 * Linux, most pollers are virtual threads of the JDK's own scheduler. Work that keeps
 * that scheduler busy would then delay every goroutine that waits for a socket. So this
 * class makes the pollers OS threads, which depend on no scheduler.
 */
final class Pollers {

	/**
	 * The system property for the kind of the pollers. The JDK reads it once, when it
	 * creates them.
	 */
	private static final String MODE = "jdk.pollerMode";

	private static final String OS_THREADS = "1";

	private static final System.Logger logger = System.getLogger(Pollers.class.getName());

	/**
	 * Reads the mode of the pollers. It is {@code null} on a JDK with other internals.
	 */
	private final @Nullable MethodHandle mode = mode();

	/** Creates the pollers. If the user has set the property, that value stays. */
	void start() throws Throwable {
		if (System.getProperty(MODE) != null) {
			Class.forName("sun.nio.ch.Poller");
			return;
		}
		System.setProperty(MODE, OS_THREADS);
		try {
			Class.forName("sun.nio.ch.Poller");
		}
		finally {
			System.clearProperty(MODE);
		}
		if (this.mode != null && String.valueOf(this.mode.invoke()).equals("VTHREAD_POLLERS")) {
			logger.log(Level.WARNING,
					"The JDK had made its pollers before the first goroutine runtime: they are virtual threads of the "
							+ "JDK's scheduler, so goroutines that wait for a socket stand still while others keep "
							+ "that scheduler busy. Start the JVM with -D" + MODE + "=" + OS_THREADS);
		}
	}

	/** Looks up the mode without initializing the class of the pollers. */
	private static @Nullable MethodHandle mode() {
		try {
			Class<?> type = Class.forName("sun.nio.ch.Poller", false, null);
			Class<?> group = Class.forName("sun.nio.ch.Poller$Pollers", false, null);
			Class<?> mode = Class.forName("sun.nio.ch.Poller$Mode", false, null);
			MethodHandle pollers = VirtualThreads.lookupIn(type).findStaticGetter(type, "POLLERS", group);
			MethodHandle modeOfPollers = VirtualThreads.lookupIn(group).findGetter(group, "pollerMode", mode);
			return MethodHandles.filterReturnValue(pollers, modeOfPollers).asType(MethodType.methodType(Object.class));
		}
		catch (ReflectiveOperationException ex) {
			// Only the check is lost: the pollers are created with the property.
			return null;
		}
	}

}
