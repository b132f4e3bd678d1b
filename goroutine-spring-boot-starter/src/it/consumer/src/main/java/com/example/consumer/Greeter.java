package com.example.consumer;

import java.util.concurrent.CompletableFuture;

import dev.goroutine.Goroutine;
import dev.goroutine.spring.Go;

import org.springframework.stereotype.Service;

@Service
class Greeter {

	@Go
	CompletableFuture<String> greet(String name) {
		Goroutine<?> goroutine = Goroutine.current();
		String where = (goroutine != null) ? "goroutine " + goroutine.name() : Thread.currentThread().toString();
		return CompletableFuture.completedFuture("Hello " + name + " from " + where);
	}

}
