package dev.goroutine.internal.table;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Goroutines that are alive, each in a slot: a part of Go's {@code allgs}. A goroutine
 * that the leak detector has seen to wait for long is there as a {@link Parked}, so that
 * the slot does not keep it from being garbage.
 * <p>
 * One thread at a time adds, any thread removes. A free slot is in one of two linked
 * lists. Threads that remove push to {@code freed}. {@code free} belongs to the thread
 * that adds, which refills it by taking all of {@code freed} at once. Since nobody pops
 * {@code freed} one by one, a slot that comes and goes meanwhile does no harm (no ABA).
 */
public final class GoroutineTable {

	private static final int CHUNK_BITS = 10;

	private static final int CHUNK_SIZE = 1 << CHUNK_BITS;

	private static final int NONE = -1;

	private static final VarHandle CREATORS = MethodHandles.arrayElementVarHandle(int[].class);

	private static final VarHandle FREED;

	static {
		try {
			FREED = MethodHandles.lookup().findVarHandle(GoroutineTable.class, "freed", int.class);
		}
		catch (ReflectiveOperationException ex) {
			throw new ExceptionInInitializerError(ex);
		}
	}

	private volatile Chunk[] chunks = {};

	/** Number of slots that have ever been used. The next slot after them is new. */
	private int used;

	private int free = NONE;

	private volatile int freed = NONE;

	/**
	 * Adds a goroutine.
	 * @param creator the goroutine that creates it, or {@code null}
	 * @param site where it was created, or {@code null}
	 * @return its slot
	 */
	int add(Listed g, @Nullable Listed creator, @Nullable StackTraceElement site) {
		int slot = this.free;
		if (slot == NONE && this.freed != NONE) {
			slot = (int) FREED.getAndSet(this, NONE);
		}
		if (slot != NONE) {
			this.free = chunk(slot).nextFree[index(slot)];
		}
		else {
			slot = this.used;
			if (slot >> CHUNK_BITS == this.chunks.length) {
				Chunk[] grown = Arrays.copyOf(this.chunks, this.chunks.length + 1);
				grown[this.chunks.length] = new Chunk();
				this.chunks = grown;
			}
			this.used++;
		}
		Chunk chunk = chunk(slot);
		CREATORS.setRelease(chunk.creators, index(slot), (creator != null) ? (int) creator.thread().threadId() : 0);
		if (CallSites.ENABLED) {
			chunk.sites.setRelease(index(slot), site);
		}
		chunk.goroutines.setRelease(index(slot), g);
		return slot;
	}

	/**
	 * Removes a goroutine that ends.
	 * @return whether it was there; if not, it was removed as leaked, and then a
	 * finalizer let it go on
	 */
	public boolean remove(int slot, Listed g) {
		Chunk chunk = chunk(slot);
		int index = index(slot);
		Object seen;
		while ((seen = chunk.goroutines.getAcquire(index)) != g) {
			if (!(seen instanceof Parked parked) || !parked.isOf(g)) {
				return false;
			}
			if (chunk.goroutines.compareAndSet(index, parked, null)) {
				free(chunk, index, slot);
				return true;
			}
		}
		// A Parked that another thread has put there meanwhile is overwritten.
		chunk.goroutines.setRelease(index, null);
		free(chunk, index, slot);
		return true;
	}

	/**
	 * Removes a goroutine that is garbage.
	 * @return whether it was there
	 */
	public boolean remove(Parked leaked) {
		Chunk chunk = chunk(leaked.slot);
		int index = index(leaked.slot);
		if (!chunk.goroutines.compareAndSet(index, leaked, null)) {
			return false;
		}
		free(chunk, index, leaked.slot);
		return true;
	}

	/** Refers to a goroutine in another way from now on, if it is still there. */
	public void replace(int slot, Object seen, Object replacement) {
		chunk(slot).goroutines.compareAndSet(index(slot), seen, replacement);
	}

	private void free(Chunk chunk, int index, int slot) {
		int head;
		do {
			head = this.freed;
			chunk.nextFree[index] = head;
		}
		while (!FREED.compareAndSet(this, head, slot));
	}

	/** Visits each goroutine that is there throughout, and maybe some that come or go. */
	void forEach(Consumer<? super Listed> action) {
		forEachSlot((slot, entry) -> {
			Listed g = goroutine(entry);
			if (g != null) {
				action.accept(g);
			}
		});
	}

	/** The goroutine that an entry stands for, {@code null} if it is garbage. */
	static @Nullable Listed goroutine(Object entry) {
		return (entry instanceof Parked parked) ? parked.get() : (Listed) entry;
	}

	/**
	 * Visits the entries in the slots, each of them a {@link Listed} or a {@link Parked}.
	 */
	public void forEachSlot(SlotVisitor visitor) {
		int slot = 0;
		for (Chunk chunk : this.chunks) {
			for (int i = 0; i < CHUNK_SIZE; i++) {
				Object entry = chunk.goroutines.getAcquire(i);
				if (entry != null) {
					visitor.visit(slot, entry);
				}
				slot++;
			}
		}
	}

	/**
	 * The lower half of the id of the goroutine that created the one in that slot, 0 if
	 * no goroutine did.
	 */
	public int creator(int slot) {
		return (int) CREATORS.getAcquire(chunk(slot).creators, index(slot));
	}

	/** Where the goroutine in that slot was created, as far as that is known. */
	public @Nullable StackTraceElement site(int slot) {
		return CallSites.ENABLED ? chunk(slot).sites.getAcquire(index(slot)) : null;
	}

	private Chunk chunk(int slot) {
		return this.chunks[slot >> CHUNK_BITS];
	}

	private static int index(int slot) {
		return slot & (CHUNK_SIZE - 1);
	}

	/** Is shown each slot that is not free. */
	public interface SlotVisitor {

		void visit(int slot, Object entry);

	}

	private static final class Chunk {

		final AtomicReferenceArray<Object> goroutines = new AtomicReferenceArray<>(CHUNK_SIZE);

		final AtomicReferenceArray<@Nullable StackTraceElement> sites = new AtomicReferenceArray<>(
				CallSites.ENABLED ? CHUNK_SIZE : 0);

		final int[] creators = new int[CHUNK_SIZE];

		final int[] nextFree = new int[CHUNK_SIZE];

	}

}
