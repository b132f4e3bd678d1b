package dev.goroutine.internal.queue;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.LockSupport;

import dev.goroutine.internal.jdk.VirtualThreads;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ChildrenTests {

	private final Children children = new Children();

	private final Queue<Runnable> submitted = new ArrayDeque<>();

	private @Nullable Thread thread;

	@BeforeAll
	static void open() {
		VirtualThreads.open(false);
	}

	/** It waits once. */
	@BeforeEach
	void startThread() {
		this.thread = VirtualThreads.unstarted(this.submitted::add, "", LockSupport::park);
		this.thread.start();
	}

	@Test
	void isTheSameWheneverItIsSubmittedUntilItEnds() {
		Child child = this.children.of(this.submitted.remove());
		child.resume();
		assertThat(this.submitted).as("it waits").isEmpty();
		LockSupport.unpark(this.thread);
		assertThat(this.children.of(this.submitted.remove())).isSameAs(child);
		assertThat(this.children.size()).isOne();
		child.resume();
		assertThat(this.thread).isNotNull();
		assertThat(this.thread.isAlive()).isFalse();
		assertThat(this.children.size()).isZero();
	}

	@Test
	void isToBeQueuedOnceUntilItRuns() {
		Child child = this.children.of(this.submitted.remove());
		assertThat(child.claim()).isTrue();
		assertThat(child.claim()).isFalse();
		child.resume();
		assertThat(child.claim()).isTrue();
	}

}
