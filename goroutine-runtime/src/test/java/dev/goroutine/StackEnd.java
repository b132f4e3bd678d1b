package dev.goroutine;

/**
 * Where the stack of the calling thread ends.
 */
final class StackEnd {

	private StackEnd() {
	}

	/**
	 * Calls an action where the stack is full, and if it overflows again one frame
	 * further up, until it succeeds.
	 */
	@SuppressWarnings("InfiniteRecursion")
	static boolean call(Runnable action) {
		boolean done = false;
		try {
			done = call(action);
		}
		catch (StackOverflowError ex) {
			// Here the stack ends.
		}
		if (!done) {
			try {
				action.run();
				done = true;
			}
			catch (StackOverflowError ex) {
				// One frame further up then.
			}
		}
		return done;
	}

}
