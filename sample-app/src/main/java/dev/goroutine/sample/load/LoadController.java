package dev.goroutine.sample.load;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import dev.goroutine.Goroutine;
import dev.goroutine.sample.web.Parameters;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Load over HTTP.
 */
@RestController
class LoadController {

	private static final int MAX_SECONDS = 60;

	private static final int MAX_GOROUTINES = 64;

	private static final int MAX_MILLIS = 10_000;

	private final Burner burner;

	private final NativeWait nativeWait;

	LoadController(Burner burner, NativeWait nativeWait) {
		this.burner = burner;
		this.nativeWait = nativeWait;
	}

	/**
	 * Burns CPU on the goroutine of the request and on further ones.
	 * @param seconds how much CPU time each burns
	 * @param goroutines how many there are in all
	 * @return how long it took
	 * @throws Exception if interrupted
	 */
	@GetMapping("/burn")
	Load burn(@RequestParam(defaultValue = "5") String seconds, @RequestParam(defaultValue = "4") String goroutines)
			throws Exception {
		double cpuTime = Parameters.positiveNumber("seconds", seconds, MAX_SECONDS);
		int count = Parameters.wholeNumber("goroutines", goroutines, 1, MAX_GOROUTINES);
		long start = System.nanoTime();
		List<Goroutine<Void>> others = IntStream.range(1, count)
			.mapToObj((i) -> this.burner.burnOnGoroutine(cpuTime))
			.toList();
		this.burner.burn(cpuTime);
		for (Goroutine<Void> other : others) {
			other.join();
		}
		return Load.since(start);
	}

	/**
	 * Parks the goroutine, and no thread with it.
	 * @param millis how long
	 * @return how long it took
	 * @throws InterruptedException if interrupted
	 */
	@GetMapping("/wait")
	Load park(@RequestParam(defaultValue = "50") String millis) throws InterruptedException {
		Duration duration = Duration.ofMillis(Parameters.wholeNumber("millis", millis, 1, MAX_MILLIS));
		long start = System.nanoTime();
		Goroutine.sleep(duration);
		return Load.since(start);
	}

	/**
	 * Blocks the OS thread of the goroutine.
	 * @param millis how long
	 * @return how long it took
	 */
	@GetMapping("/block")
	Load block(@RequestParam(defaultValue = "500") String millis) {
		Duration duration = Duration.ofMillis(Parameters.wholeNumber("millis", millis, 1, MAX_MILLIS));
		long start = System.nanoTime();
		this.nativeWait.block(duration);
		return Load.since(start);
	}

	/**
	 * What a load answers.
	 *
	 * @param elapsedMillis how long it took
	 */
	record Load(long elapsedMillis) {

		static Load since(long start) {
			return new Load(Duration.ofNanos(System.nanoTime() - start).toMillis());
		}

	}

}
