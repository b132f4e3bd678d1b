package dev.goroutine.spring.boot.web;

import dev.goroutine.Goroutine;
import reactor.core.publisher.Mono;

import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.ReactiveTypeDescriptor;

/**
 * Lets controllers of Spring WebFlux return a {@link Goroutine}: its value is taken for
 * what the method returns, its failure for what the method throws. A client that goes
 * away cancels the goroutine and interrupts it.
 */
public final class GoroutineReactiveType {

	private GoroutineReactiveType() {
	}

	/**
	 * Makes the type known.
	 * @param registry the registry of WebFlux
	 */
	public static void register(ReactiveAdapterRegistry registry) {
		registry.registerReactiveType(
				ReactiveTypeDescriptor.singleOptionalValue(Goroutine.class, () -> Goroutine.completed(null)),
				(goroutine) -> Mono.fromFuture(((Goroutine<?>) goroutine).toCompletableFuture()), (publisher) -> {
					throw new UnsupportedOperationException("No Goroutine can be made of a " + publisher.getClass()
							+ ": only return one, and take a Mono or a CompletableFuture");
				});
	}

}
