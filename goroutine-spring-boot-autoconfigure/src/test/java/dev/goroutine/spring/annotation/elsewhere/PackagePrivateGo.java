package dev.goroutine.spring.annotation.elsewhere;

import java.util.concurrent.CompletableFuture;

import dev.goroutine.spring.Go;

/**
 * Has a method that no class outside of this package can override.
 */
public class PackagePrivateGo {

	@Go
	CompletableFuture<String> run() {
		return CompletableFuture.completedFuture("");
	}

}
