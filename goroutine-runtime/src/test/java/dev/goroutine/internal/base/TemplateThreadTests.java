package dev.goroutine.internal.base;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Who starts a thread. Sysmons of other tests may be there, and do it as well.
 */
@Timeout(60)
class TemplateThreadTests {

	@Test
	void startsItOnItsOwnThread() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		AtomicReference<TemplateThread> template = new AtomicReference<>();
		Thread good = new Thread(() -> {
			template.get().begin();
			begun.countDown();
			while (!Thread.currentThread().isInterrupted()) {
				LockSupport.park();
				template.get().run();
			}
			template.get().end();
		});
		template.set(new TemplateThread(() -> LockSupport.unpark(good)));
		good.start();
		begun.await();
		Started thread = new Started();
		TemplateThread.start(thread);
		assertThat(thread.starter).isNotNull().isNotSameAs(Thread.currentThread());
		assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> TemplateThread.start(new NotToBeHad()))
			.withMessage("no thread");
		good.interrupt();
		good.join();
	}

	@Test
	void whatItIsAskedForAsItEndsIsDoneOnce() {
		AtomicReference<TemplateThread> template = new AtomicReference<>();
		template.set(new TemplateThread(() -> template.get().end()));
		template.get().begin();
		Started thread = new Started();
		TemplateThread.start(thread);
		assertThat(thread.starter).isNotNull();
	}

	@Test
	void withoutAnyTheCallerDoesIt() {
		TemplateThread ended = new TemplateThread(() -> {
		});
		ended.begin();
		ended.end();
		Started thread = new Started();
		TemplateThread.start(thread);
		assertThat(thread.starter).isNotNull();
	}

	/** Remembers who has started it; a second time would fail. */
	private static final class Started extends Thread {

		private volatile @Nullable Thread starter;

		@Override
		public synchronized void start() {
			this.starter = Thread.currentThread();
			super.start();
		}

	}

	private static final class NotToBeHad extends Thread {

		@Override
		public void start() {
			throw new OutOfMemoryError("no thread");
		}

	}

}
