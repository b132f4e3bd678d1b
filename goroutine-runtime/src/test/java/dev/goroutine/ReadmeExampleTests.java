package dev.goroutine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

import dev.goroutine.testing.Bubble;
import dev.goroutine.testing.BubbleTest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The examples of the guide for channels do what it says.
 */
class ReadmeExampleTests {

	@BubbleTest
	void answersComeInTheOrderInWhichTheyAreThere() throws Exception {
		assertThat(prices(Bubble.runtime(), List.of(() -> after(200, 7), () -> after(100, 5), () -> 3)))
			.containsExactly(3, 5, 7);
	}

	@BubbleTest
	void firstFailureEndsAll() {
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> prices(Bubble.runtime(), List.of(() -> after(200, 7), () -> {
				Goroutine.sleep(Duration.ofMillis(100));
				throw new IllegalStateException("No price");
			})))
			.withMessage("No price");
	}

	private static List<Integer> prices(GoRuntime runtime, List<Callable<Integer>> suppliers) throws Exception {
		try (Context.Cancellable context = Context.current().withTimeout(Duration.ofMillis(250))) {
			Chan<Integer> prices = Chan.buffered(8);
			ErrGroup group = new ErrGroup(runtime, context);
			suppliers.forEach((supplier) -> group.go(() -> prices.send(supplier.call())));
			runtime.go(() -> {
				try {
					group.await();
				}
				finally {
					prices.close();
				}
			});
			List<Integer> answers = new ArrayList<>();
			for (Integer price : prices) {
				answers.add(price);
			}
			group.await();
			return answers;
		}
	}

	private static int after(long millis, int price) throws InterruptedException {
		Goroutine.sleep(Duration.ofMillis(millis));
		return price;
	}

	@BubbleTest(seeds = 100)
	void comesLate() throws Exception {
		Chan<String> answers = Chan.unbuffered();
		Goroutine<?> shop = Bubble.runtime().go(() -> {
			Goroutine.sleep(Duration.ofHours(1));
			answers.send("late");
		});
		assertThat(answers.tryReceive(Duration.ofMinutes(59))).isNull();
		assertThat(answers.receive()).isEqualTo("late");
		shop.join();
	}

}
