package dev.goroutine.internal.jdk;

import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

import org.jspecify.annotations.Nullable;

/**
 * The JDK's pollers, which tell virtual threads that a socket is ready. On Linux most of
 * them are virtual threads of the JDK's own scheduler, unless told otherwise. Whoever
 * keeps that scheduler busy keeps every goroutine waiting that waits for a socket. As OS
 * threads they depend on nobody, so that is what we have them be.
 */
final class Pollers {

	/** Read by the JDK once, when it makes the pollers. */
	private static final String MODE = "jdk.pollerMode";

	private static final String OS_THREADS = "1";

	private static final System.Logger logger = System.getLogger(Pollers.class.getName());

	/** Tells the mode of the pollers, {@code null} on a JDK that we do not know. */
	private final @Nullable MethodHandle mode = mode();

	/** Makes them. What the user has set stays, and is a decision of his. */
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

	/** Initializes nothing yet. */
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
			// It is told the mode all the same.
			return null;
		}
	}

}
