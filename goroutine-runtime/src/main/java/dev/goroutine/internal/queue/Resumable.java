package dev.goroutine.internal.queue;

import org.jspecify.annotations.Nullable;

/**
 * An entry of the run queues: a {@code G}, or a {@link Child}, which is a virtual thread
 * that a goroutine has started by itself and that has inherited our scheduler.
 * <p>
 * Each is in the queues once at most. The JDK may submit a thread that is in a queue
 * already: to read the stack of a thread that is ready, it takes that thread off its
 * scheduler for a moment and submits it again, in case its turn came meanwhile. A
 * superfluous entry would come back for ever with a thread that yields. So {@link #claim}
 * comes before the queue, and {@link #resume} gives the place back before the thread
 * runs: <pre>
 * an M                              thread that submits
 * takes the entry
 *                                   the thread's state -> ready
 * gives the place back
 *                                   claims it, adds an entry
 * sees the state: runs the thread
 * </pre> Both write first and read then, with a full fence between. If the claim comes
 * before the place is given back it fails, and the M sees the state that was written
 * before. If it comes after, as here, the new entry finds nothing to run, or runs what
 * has become ready since.
 */
public interface Resumable {

	/**
	 * The link of an entry in a queue, and of the last entry of a list that is linked.
	 */
	Resumable END = new End();

	/**
	 * Gives its place in the queues back, and runs on the calling M until it parks,
	 * yields or ends.
	 */
	void resume();

	/**
	 * Claims its only place in the queues.
	 * @return whether the caller has to queue it; if not, it is in a queue or about to be
	 */
	boolean claim();

	/**
	 * The entry behind it in the list of entries for which there was no memory.
	 * @return that entry; {@link #END} if this is the last one or is in another queue;
	 * {@code null} if it is in none
	 */
	@Nullable Resumable link();

	/**
	 * Sets the link. The caller must have claimed this entry and not queued it yet, or
	 * have taken it.
	 * @param link the entry behind it, {@code null} to give up its place
	 */
	void link(@Nullable Resumable link);

	/** A mark that is never in a queue. */
	final class End implements Resumable {

		private End() {
		}

		@Override
		public void resume() {
			throw new IllegalStateException("The end of a list");
		}

		@Override
		public boolean claim() {
			return false;
		}

		@Override
		public @Nullable Resumable link() {
			return null;
		}

		@Override
		public void link(@Nullable Resumable link) {
			throw new IllegalStateException("The end of a list");
		}

	}

}
