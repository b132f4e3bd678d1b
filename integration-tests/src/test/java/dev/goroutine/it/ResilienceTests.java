package dev.goroutine.it;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import dev.goroutine.spring.Go;
import dev.goroutine.spring.boot.autoconfigure.GoroutineAutoConfiguration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.resilience.annotation.ConcurrencyLimit;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.resilience.annotation.Retryable;
import org.springframework.test.util.AopTestUtils;

import static dev.goroutine.it.Goroutines.await;
import static dev.goroutine.it.Goroutines.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * {@code @Go} with {@code @Retryable} and {@code @ConcurrencyLimit} on one method: it is
 * the goroutine that tries again and that waits for its turn, never the caller.
 */
class ResilienceTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(GoroutineAutoConfiguration.class, AopAutoConfiguration.class))
		.withUserConfiguration(Application.class);

	@Test
	void retriesOnOneGoroutine() {
		this.contextRunner.run((context) -> {
			Service service = context.getBean(Service.class);
			Service target = AopTestUtils.getTargetObject(service);
			assertThat(get(service.succeedAtThirdTry())).isEqualTo("third");
			assertThat(target.tries).hasSize(3);
			assertThat(target.tries.stream().map(Goroutine::id).distinct()).hasSize(1);
			assertThat(context.getBean(GoRuntime.class).snapshot().totals().created()).isOne();
		});
	}

	@Test
	void lastFailureGoesIntoTheFuture() {
		this.contextRunner.run((context) -> {
			Service service = context.getBean(Service.class);
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> service.alwaysFail().join())
				.withMessage("try 3");
		});
	}

	@Test
	void cancelEndsTheRetries() {
		this.contextRunner.run((context) -> {
			Service service = context.getBean(Service.class);
			Service target = AopTestUtils.getTargetObject(service);
			Future<String> future = service.failAndWaitLong();
			await(target.firstTry);
			assertThat(future.cancel(true)).isTrue();
			assertThatExceptionOfType(CancellationException.class).isThrownBy(future::get);
			// It waits for the next try, 10 minutes away, and has been interrupted.
			assertThat(context.getBean(GoRuntime.class).awaitQuiescence(Duration.ofSeconds(60))).isTrue();
			assertThat(target.tries).hasSize(1);
		});
	}

	@Test
	void goroutinesWaitForTheirTurnAndCallersDoNot() {
		this.contextRunner.run((context) -> {
			Service service = context.getBean(Service.class);
			Service target = AopTestUtils.getTargetObject(service);
			List<Future<Integer>> futures = new ArrayList<>();
			for (int i = 0; i < 20; i++) {
				futures.add(service.twoAtATime());
			}
			assertThat(futures).noneMatch(Future::isDone);
			// Two in the method, 18 before it.
			GoRuntime runtime = context.getBean(GoRuntime.class);
			Awaitility.await().until(() -> runtime.snapshot().goroutines().waiting() == 20);
			assertThat(target.permits.getQueueLength()).isEqualTo(2);
			target.permits.release(20);
			for (Future<Integer> future : futures) {
				assertThat(get(future)).isLessThanOrEqualTo(2);
			}
			assertThat(target.most.get()).isEqualTo(2);
		});
	}

	@Configuration(proxyBeanMethods = false)
	@EnableResilientMethods
	@Import(Service.class)
	static class Application {

	}

	static class Service {

		final BlockingQueue<Goroutine<?>> tries = new LinkedBlockingQueue<>();

		final CountDownLatch firstTry = new CountDownLatch(1);

		final Semaphore permits = new Semaphore(0);

		final AtomicInteger most = new AtomicInteger();

		private final AtomicInteger inside = new AtomicInteger();

		@Go
		@Retryable(maxRetries = 5, delay = 1)
		public CompletableFuture<String> succeedAtThirdTry() {
			this.tries.add(Goroutines.current());
			if (this.tries.size() < 3) {
				throw new IllegalStateException("try " + this.tries.size());
			}
			return CompletableFuture.completedFuture("third");
		}

		@Go
		@Retryable(maxRetries = 2, delay = 1)
		public Goroutine<String> alwaysFail() {
			this.tries.add(Goroutines.current());
			throw new IllegalStateException("try " + this.tries.size());
		}

		@Go
		@Retryable(maxRetries = 5, delay = 600_000)
		public Future<String> failAndWaitLong() {
			this.tries.add(Goroutines.current());
			this.firstTry.countDown();
			throw new IllegalStateException("try " + this.tries.size());
		}

		@Go
		@ConcurrencyLimit(2)
		public CompletableFuture<Integer> twoAtATime() throws InterruptedException {
			int inside = this.inside.incrementAndGet();
			this.most.accumulateAndGet(inside, Math::max);
			this.permits.acquire();
			this.inside.decrementAndGet();
			return CompletableFuture.completedFuture(inside);
		}

	}

}
