package dev.goroutine.sample.quote;

import java.time.Duration;

import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.stereotype.Component;

/**
 * Asks all suppliers once before the application counts as started. Loading the classes
 * of the HTTP client takes longer than most suppliers, so that else the first visitor
 * would find nearly all of them late.
 */
@Component
class QuoteWarmUp implements ApplicationRunner {

	private static final int SUPPLIERS = 20;

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final QuoteService service;

	QuoteWarmUp(QuoteService service) {
		this.service = service;
	}

	@Override
	public void run(ApplicationArguments args) throws Exception {
		this.service.collect("warm-up", SUPPLIERS, Deadline.in(PATIENCE)).get();
	}

}
