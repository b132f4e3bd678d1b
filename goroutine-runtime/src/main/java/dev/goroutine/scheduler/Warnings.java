package dev.goroutine.scheduler;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * What the scheduler has to say, each thing once. Neither an M nor sysmon may log: an
 * appender's lock may be held by a goroutine that needs them to go on. So they leave a
 * note, and sysmon starts a thread that prints it, when there is one to be had.
 */
final class Warnings {

	private static final Logger logger = System.getLogger("dev.goroutine.scheduler");

	private final String runtime;

	private final ThreadGroup group;

	/** Topics that have been noted, a bit for each. */
	private final AtomicInteger noted = new AtomicInteger();

	private final ConcurrentLinkedQueue<Note> notes = new ConcurrentLinkedQueue<>();

	Warnings(String runtime, ThreadGroup group) {
		this.runtime = runtime;
		this.group = group;
	}

	void limitReached(int maxM) {
		note(Topic.LIMIT, "all " + maxM + " Ms (max-m) are busy or blocked: goroutines wait until one comes back",
				null);
	}

	void noThread(Throwable cause) {
		note(Topic.NO_THREAD, "no OS thread is to be had for another M: goroutines wait for the Ms there are", cause);
	}

	void stealPolicyFailed(Throwable cause) {
		note(Topic.STEAL_POLICY, "the steal policy failed, that visit was skipped", cause);
	}

	void unexpected(Throwable cause) {
		note(Topic.UNEXPECTED, "running a virtual thread failed outside of its body", cause);
	}

	private void note(Topic topic, String text, @Nullable Throwable cause) {
		int bit = 1 << topic.ordinal();
		if ((this.noted.get() & bit) == 0 && (this.noted.getAndUpdate((noted) -> noted | bit) & bit) == 0) {
			this.notes.add(new Note(text, cause));
		}
	}

	/** Called by sysmon. */
	void print() {
		if (this.notes.isEmpty()) {
			return;
		}
		Thread printer = new Thread(this.group, this::printAll, "go-" + this.runtime + "-warnings", 0, false);
		printer.setDaemon(true);
		try {
			printer.start();
		}
		catch (OutOfMemoryError ex) {
			// At the next round then.
		}
	}

	private void printAll() {
		Note note;
		while ((note = this.notes.poll()) != null) {
			logger.log(Level.WARNING, "Runtime '" + this.runtime + "': " + note.text(), note.cause());
		}
	}

	private enum Topic {

		LIMIT, NO_THREAD, STEAL_POLICY, UNEXPECTED

	}

	private record Note(String text, @Nullable Throwable cause) {
	}

}
