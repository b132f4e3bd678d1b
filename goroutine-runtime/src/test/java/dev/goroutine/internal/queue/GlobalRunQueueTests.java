package dev.goroutine.internal.queue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GlobalRunQueueTests {

	private final NoMemory backing = new NoMemory();

	private final GlobalRunQueue queue = new GlobalRunQueue(this.backing);

	@Test
	void withoutMemoryNothingIsLostAndNobodyWaits() {
		this.queue.add(new Task(0));
		this.backing.exhausted = true;
		this.queue.add(new Task(1));
		this.queue.add(Sampled.counted(new Task(2)));
		this.backing.exhausted = false;
		this.queue.add(new Task(3));
		assertThat(drain()).containsExactly(0, 3, 2, 1);
	}

	@Test
	void whatCameWithoutMemoryIsSeen() {
		this.backing.exhausted = true;
		this.queue.add(new Task(1));
		assertThat(this.queue.isEmpty()).isFalse();
		LocalRunQueue into = new LocalRunQueue(this.queue);
		assertThat(this.queue.pollBatch(into, 1)).isNotNull();
		assertThat(this.queue.isEmpty()).isTrue();
	}

	@Test
	void whatSpillsWithoutMemoryIsNotLost() {
		LocalRunQueue local = new LocalRunQueue(this.queue);
		this.backing.exhausted = true;
		for (int i = 0; i <= LocalRunQueue.CAPACITY; i++) {
			local.add(new Task(i));
		}
		this.backing.exhausted = false;
		assertThat(local.size()).isEqualTo(LocalRunQueue.CAPACITY / 2);
		List<Integer> expected = new ArrayList<>(IntStream.range(0, LocalRunQueue.CAPACITY / 2).boxed().toList());
		expected.add(LocalRunQueue.CAPACITY);
		assertThat(drain()).containsExactlyInAnyOrderElementsOf(expected);
	}

	/**
	 * Whoever adds may lose the core in the middle, for as long as others have something
	 * to do if it is background work. More threads than cores see to it that some do.
	 */
	@Test
	void nobodyIsHiddenBehindOneThatHasNotFinishedAdding() throws Exception {
		GlobalRunQueue queue = new GlobalRunQueue();
		AtomicBoolean ended = new AtomicBoolean();
		List<Thread> others = new ArrayList<>();
		for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
			others.add(Thread.ofPlatform().start(() -> {
				while (!ended.get()) {
					queue.add(new Task(-1));
					while (queue.size() > 100 && !ended.get()) {
						Thread.onSpinWait();
					}
				}
			}));
		}
		try {
			for (int own = 0; own < 500_000; own++) {
				queue.add(new Task(own));
				Resumable task;
				do {
					task = LocalRunQueueTests.take(queue);
					assertThat(task).as("number %s is in the queue", own).isNotNull();
				}
				while (((Task) task).number() != own);
			}
		}
		finally {
			ended.set(true);
			for (Thread other : others) {
				other.join();
			}
		}
	}

	private List<Integer> drain() {
		List<Integer> numbers = new ArrayList<>();
		while (!this.queue.isEmpty()) {
			Resumable task = LocalRunQueueTests.take(this.queue);
			assertThat(task).isNotNull();
			task = (task instanceof Sampled sampled) ? sampled.task() : task;
			assertThat(task.link()).as("the link of what was taken").isIn(null, Resumable.END);
			numbers.add(((Task) task).number());
		}
		return numbers;
	}

	private static final class NoMemory extends ConcurrentLinkedQueue<Resumable> {

		boolean exhausted;

		@Override
		public boolean offer(Resumable task) {
			if (this.exhausted) {
				throw new OutOfMemoryError("on purpose");
			}
			return super.offer(task);
		}

		@Override
		public boolean addAll(Collection<? extends Resumable> tasks) {
			if (this.exhausted) {
				throw new OutOfMemoryError("on purpose");
			}
			return super.addAll(tasks);
		}

	}

}
