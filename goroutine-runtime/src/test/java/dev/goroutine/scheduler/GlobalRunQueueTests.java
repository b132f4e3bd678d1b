package dev.goroutine.scheduler;

import java.util.ArrayList;
import java.util.List;

import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GlobalRunQueueTests {

	private final NoMemory backing = new NoMemory();

	private final GlobalRunQueue queue = new GlobalRunQueue(this.backing);

	@Test
	void withoutMemoryNothingIsLostAndNobodyWaits() {
		this.queue.add(new LocalRunQueueTests.Task(0));
		this.backing.exhausted = true;
		this.queue.add(new LocalRunQueueTests.Task(1));
		this.queue.add(Sampled.counted(new LocalRunQueueTests.Task(2)));
		this.backing.exhausted = false;
		this.queue.add(new LocalRunQueueTests.Task(3));
		assertThat(drain()).containsExactly(0, 3, 2, 1);
	}

	@Test
	void whatCameWithoutMemoryIsSeen() {
		this.backing.exhausted = true;
		this.queue.add(new LocalRunQueueTests.Task(1));
		assertThat(this.queue.isEmpty()).isFalse();
		LocalRunQueue into = new LocalRunQueue(this.queue);
		assertThat(this.queue.pollBatch(into, 1)).isNotNull();
		assertThat(this.queue.isEmpty()).isTrue();
	}

	private List<Integer> drain() {
		List<Integer> numbers = new ArrayList<>();
		while (!this.queue.isEmpty()) {
			Resumable task = LocalRunQueueTests.take(this.queue);
			assertThat(task).isNotNull();
			task = (task instanceof Sampled sampled) ? sampled.task() : task;
			assertThat(task.link()).as("the link of what was taken").isIn(null, Resumable.END);
			numbers.add(((LocalRunQueueTests.Task) task).number());
		}
		return numbers;
	}

	private static final class NoMemory extends MpscUnboundedVarHandleArrayQueue<Resumable> {

		boolean exhausted;

		NoMemory() {
			super(16);
		}

		@Override
		public boolean offer(Resumable task) {
			if (this.exhausted) {
				throw new OutOfMemoryError("on purpose");
			}
			return super.offer(task);
		}

	}

}
