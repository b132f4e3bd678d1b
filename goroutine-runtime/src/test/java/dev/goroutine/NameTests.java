package dev.goroutine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the names of goroutines that have not been given one each.
 */
class NameTests {

	private final CompletableFuture<String> name = new CompletableFuture<>();

	private final GoRuntime runtime = GoRuntime.builder()
		.name("io")
		.gomaxprocs(1)
		.uncaughtExceptionHandler((thread, ex) -> this.name.complete(thread.getName()))
		.build();

	@AfterEach
	void close() {
		this.runtime.close();
	}

	@Test
	void membersOfAnErrGroupHaveItsName() throws Exception {
		ErrGroup group = new ErrGroup("orders", this.runtime, Context.background());
		group.go(this::tell);
		group.await();
		assertThat(this.name.get(30, TimeUnit.SECONDS)).isEqualTo("orders");
	}

	@Test
	void membersOfAnErrGroupWithoutANameSayWhatTheyAre() throws Exception {
		ErrGroup group = new ErrGroup(this.runtime);
		group.go(this::tell);
		group.await();
		assertThat(this.name.get(30, TimeUnit.SECONDS)).isEqualTo("ErrGroup");
	}

	@Test
	void membersOfAWaitGroupHaveItsName() throws Exception {
		new WaitGroup("orders").go(this.runtime, this::tell);
		assertThat(this.name.get(30, TimeUnit.SECONDS)).isEqualTo("orders");
	}

	@Test
	void membersOfAWaitGroupWithoutANameSayWhatTheyAre() throws Exception {
		new WaitGroup().go(this.runtime, this::tell);
		assertThat(this.name.get(30, TimeUnit.SECONDS)).isEqualTo("WaitGroup");
	}

	@Test
	void executedTaskHasTheGivenName() throws Exception {
		this.runtime.execute("import", this::tell);
		assertThat(this.name.get(30, TimeUnit.SECONDS)).isEqualTo("import");
	}

	@Test
	void handlerOfWhatANamelessTaskThrowsIsToldOfItsRuntime() throws Exception {
		this.runtime.execute(() -> {
			throw new IllegalStateException("expected");
		});
		assertThat(this.name.get(30, TimeUnit.SECONDS)).startsWith("io-");
	}

	private void tell() {
		this.name.complete(Thread.currentThread().getName());
	}

}
