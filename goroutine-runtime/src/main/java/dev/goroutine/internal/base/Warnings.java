package dev.goroutine.internal.base;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * The warnings of the scheduler, each of them once. Neither an M nor sysmon may log: an
 * appender's lock may be held by a goroutine that needs them to go on. So they leave a
 * note, and sysmon starts a thread that prints it, when a thread can be had.
 */
public final class Warnings {

	private static final Logger logger = System.getLogger("dev.goroutine");

	/**
	 * Loaded now, since there may be no memory for that when there is something to say.
	 */
	private static final Topic[] TOPICS = Topic.values();

	static {
		new Note(0, 0, null);
	}

	private final String runtime;

	private final ThreadGroup group;

	/** The topics that have been noted, a bit for each. */
	private final AtomicInteger noted = new AtomicInteger();

	private final ConcurrentLinkedQueue<Note> notes = new ConcurrentLinkedQueue<>();

	public Warnings(String runtime, ThreadGroup group) {
		this.runtime = runtime;
		this.group = group;
	}

	public void limitReached(int maxM) {
		note(Topic.LIMIT, maxM, null);
	}

	public void noThread(Throwable cause) {
		note(Topic.NO_THREAD, 0, cause);
	}

	public void stealPolicyFailed(Throwable cause) {
		note(Topic.STEAL_POLICY, 0, cause);
	}

	public void sysmonFailed(Throwable cause) {
		note(Topic.SYSMON, 0, cause);
	}

	public void unexpected(Throwable cause) {
		note(Topic.UNEXPECTED, 0, cause);
	}

	/**
	 * Leaves a note. It throws nothing, since the caller is in the middle of something,
	 * and often short of memory.
	 */
	private void note(Topic topic, int number, @Nullable Throwable cause) {
		try {
			int bit = 1 << topic.ordinal();
			int noted = this.noted.get();
			if ((noted & bit) == 0) {
				Note note = new Note(topic.ordinal(), number, cause);
				// If this fails another thread has noted something: the topic is noted
				// the next time.
				if (this.noted.compareAndSet(noted, noted | bit)) {
					this.notes.add(note);
				}
			}
		}
		catch (Throwable ex) {
			// Then there is one warning less.
		}
	}

	/**
	 * Starts a thread that prints the notes. Called by sysmon, or by the thread of a
	 * bubble.
	 */
	public void print() {
		if (this.notes.isEmpty()) {
			return;
		}
		try {
			Thread printer = new Thread(this.group, this::printAll, "go-" + this.runtime + "-warnings", 0, false);
			printer.setDaemon(true);
			printer.start();
		}
		catch (OutOfMemoryError ex) {
			// The next round tries again.
		}
	}

	/** Prints the notes. */
	public void printAll() {
		Note note;
		try {
			while ((note = this.notes.poll()) != null) {
				print(note);
			}
		}
		catch (OutOfMemoryError ex) {
			// The next round prints the rest.
		}
	}

	private void print(Note note) {
		try {
			logger.log(Level.WARNING,
					"Runtime '" + this.runtime + "': " + String.format(TOPICS[note.topic()].text, note.number()),
					note.cause());
		}
		catch (OutOfMemoryError ex) {
			this.notes.add(note);
			throw ex;
		}
	}

	private enum Topic {

		LIMIT("all %d Ms (max-m) are busy or blocked: goroutines wait until one comes back"),

		NO_THREAD("no OS thread is to be had for another M: goroutines wait for the Ms there are"),

		STEAL_POLICY("the steal policy failed, that visit was skipped"),

		SYSMON("sysmon failed, that round was skipped"),

		UNEXPECTED("running a virtual thread failed outside of its body");

		/**
		 * A format. It is filled where it is printed, since there may be no memory
		 * before.
		 */
		private final String text;

		Topic(String text) {
			this.text = text;
		}

	}

	private record Note(int topic, int number, @Nullable Throwable cause) {
	}

}
