package dev.goroutine.scheduler;

/**
 * Whether the caller's stack has room for what must not stop half-way. Go does such
 * things on a stack of the M's own, {@code systemstack}; here they run on that of the
 * goroutine, which may be about to overflow. A P that is in a frame's hand only is gone
 * with the frame, and an element that is half in a queue stops the queue.
 */
enum StackRoom {

	/** To add to a queue: more than that takes when not compiled, though this may be. */
	TO_QUEUE(10),

	/** To create and start an M: some 4 KiB when compiled, three times that when not. */
	TO_START_M(32);

	private final int frames;

	StackRoom(int frames) {
		this.frames = frames;
	}

	/**
	 * Tries it.
	 * @return whether there is room
	 */
	boolean isThere() {
		try {
			return descend(this.frames, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0) != 0;
		}
		catch (StackOverflowError ex) {
			return false;
		}
	}

	/** Arguments that do not fit into registers make the frame large, compiled too. */
	private static long descend(int frames, long a, long b, long c, long d, long e, long f, long g, long h, long i,
			long j, long k, long l, long m, long n, long o, long p) {
		return (frames > 1) ? 1 + descend(frames - 1, a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p) : 1;
	}

}
