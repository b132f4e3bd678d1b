package dev.goroutine.sample.web;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Plays the first visitor, before the application counts as started. To load the classes
 * on the way takes a JVM longer than most suppliers take, so that whoever comes first
 * finds them late. Those who are here already, since the server listens, wait for a
 * moment, and hold no thread.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class WarmUp extends OncePerRequestFilter {

	private static final String SKU = "warm-up";

	private final CompletableFuture<Void> warm = new CompletableFuture<>();

	private final RestClient http;

	private final OwnAddress address;

	WarmUp(RestClient http, OwnAddress address) {
		this.http = http;
		this.address = address;
	}

	@EventListener(ContextRefreshedEvent.class)
	void warmUp() {
		try {
			// One supplier first: twenty goroutines that wait for the same classes would
			// block twenty threads. Then many, with late ones to interrupt.
			visit(1, "2s");
			visit(20, "250ms");
		}
		catch (RestClientException | IllegalStateException ex) {
			this.logger.warn("The first visitor will have to wait for classes to be loaded", ex);
		}
		finally {
			this.warm.complete(null);
		}
	}

	private void visit(int suppliers, String deadline) {
		this.http.get()
			.uri(this.address.uri() + "/quotes/{sku}?suppliers={suppliers}&deadline={deadline}", SKU, suppliers,
					deadline)
			.retrieve()
			.toBodilessEntity();
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		if (this.warm.isDone() || request.getRequestURI().endsWith("/" + SKU)) {
			chain.doFilter(request, response);
			return;
		}
		AsyncContext waiting = request.startAsync();
		this.warm.thenRun(waiting::dispatch);
	}

}
