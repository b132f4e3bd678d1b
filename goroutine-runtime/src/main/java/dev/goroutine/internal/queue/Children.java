package dev.goroutine.internal.queue;

import java.util.concurrent.ConcurrentHashMap;

import dev.goroutine.internal.jdk.VirtualThreads;
import org.jspecify.annotations.Nullable;

/**
 * The virtual threads that goroutines have started and that are alive. The JDK tells of
 * them by their continuations only.
 * <p>
 * The map has locks, but no thread is parked while it holds one: the map changes when a
 * thread begins, whose starter is pinned then, and when a thread ends, on an M. The JDK
 * keeps a set of the same kind, and changes it at the same moments.
 */
public final class Children {

	private final ConcurrentHashMap<Runnable, Child> children = new ConcurrentHashMap<>();

	public Child of(Runnable continuation) {
		Child child = this.children.get(continuation);
		if (child == null) {
			Child created = new Child(this, continuation, VirtualThreads.thread(continuation));
			child = this.children.putIfAbsent(continuation, created);
			return (child != null) ? child : created;
		}
		return child;
	}

	void remove(Runnable continuation) {
		this.children.remove(continuation);
	}

	/** Number of children, for tests. */
	int size() {
		return this.children.size();
	}

}
