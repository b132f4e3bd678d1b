package dev.goroutine.spring.boot.actuate;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import dev.goroutine.GoRuntime;
import dev.goroutine.spring.runtime.GoRuntimes;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link GmpEndpoint}.
 */
class GmpEndpointTests {

	private final GoRuntime first = GoRuntime.builder().name("first").gomaxprocs(1).build();

	private final GoRuntime second = GoRuntime.builder()
		.name("second")
		.gomaxprocs(3)
		.idleMTimeout(Duration.ofSeconds(5))
		.maxM(9)
		.build();

	private final GmpEndpoint endpoint;

	GmpEndpointTests() {
		DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();
		beanFactory.registerSingleton("b", this.second);
		beanFactory.registerSingleton("a", this.first);
		this.endpoint = new GmpEndpoint(new GoRuntimes(beanFactory));
	}

	@AfterEach
	void close() {
		this.first.shutdown(Duration.ZERO);
		this.second.shutdown(Duration.ZERO);
	}

	@Test
	void runtimesAreInOrderOfTheirNames() {
		assertThat(this.endpoint.runtimes().runtimes().keySet()).containsExactly("first", "second");
	}

	@Test
	void runtimeByName() {
		RuntimeDescriptor descriptor = runtime("second");
		assertThat(descriptor.gomaxprocs()).isEqualTo(3);
		assertThat(descriptor.idleMTimeout()).isEqualTo(Duration.ofSeconds(5));
		assertThat(descriptor.maxM()).isEqualTo(9);
		assertThat(descriptor.stealPolicy()).isEqualTo("random");
		assertThat(descriptor.processors()).hasSize(3)
			.allSatisfy((processor) -> assertThat(processor.status()).isEqualTo("idle"))
			.allSatisfy((processor) -> assertThat(processor.machine()).isNull());
	}

	@Test
	void unknownRuntimeIsNull() {
		assertThat(this.endpoint.runtime("third")).isNull();
	}

	@Test
	void parkedGoroutineIsWaiting() {
		CountDownLatch release = new CountDownLatch(1);
		this.first.go(() -> {
			release.await();
			return null;
		});
		Awaitility.await().untilAsserted(() -> assertThat(runtime("first").goroutines().waiting()).isOne());
		RuntimeDescriptor descriptor = runtime("first");
		assertThat(descriptor.totals().created()).isOne();
		assertThat(descriptor.totals().completed()).isZero();
		release.countDown();
	}

	@Test
	void runningGoroutineIsOnItsMachine() {
		CountDownLatch release = new CountDownLatch(1);
		long id = this.first.go(() -> {
			while (release.getCount() > 0) {
				Thread.onSpinWait();
			}
		}).id();
		Awaitility.await().untilAsserted(() -> assertThat(runtime("first").machines()).anySatisfy((machine) -> {
			assertThat(machine.status()).isEqualTo("running");
			assertThat(machine.goroutine()).isEqualTo(id);
			assertThat(machine.processor()).isZero();
			assertThat(runtime("first").processors().getFirst().machine()).isEqualTo(machine.id());
		}));
		release.countDown();
	}

	private RuntimeDescriptor runtime(String name) {
		RuntimeDescriptor descriptor = this.endpoint.runtime(name);
		assertThat(descriptor).isNotNull();
		return descriptor;
	}

}
