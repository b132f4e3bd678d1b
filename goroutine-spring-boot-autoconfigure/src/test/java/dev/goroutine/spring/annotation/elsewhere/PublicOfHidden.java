package dev.goroutine.spring.annotation.elsewhere;

import java.util.concurrent.CompletableFuture;

import dev.goroutine.Goroutine;
import dev.goroutine.spring.Go;

/**
 * The compiler gives it a bridge to the method that it inherits.
 */
public class PublicOfHidden extends Hidden {

}

class Hidden {

	@Go
	public CompletableFuture<String> inherited() {
		return CompletableFuture.completedFuture((Goroutine.current() != null) ? "goroutine" : "caller");
	}

}
