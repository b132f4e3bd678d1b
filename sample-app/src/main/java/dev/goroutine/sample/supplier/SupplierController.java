package dev.goroutine.sample.supplier;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.goroutine.sample.web.BadParameterException;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/**
 * Serves all suppliers. A request that waits holds no thread: the future ends on the
 * JDK's timer, so that thousands can wait at a time and none of them is slowed down by
 * the others.
 */
@RestController
class SupplierController {

	@GetMapping("/supplier/{number}/{sku}")
	CompletableFuture<Offer> offer(@PathVariable int number, @PathVariable String sku) {
		if (number < 1 || number > Supplier.MAX) {
			throw new BadParameterException("number", String.valueOf(number),
					"suppliers are numbered 1 to " + Supplier.MAX, null);
		}
		Supplier supplier = new Supplier(number);
		return new CompletableFuture<Offer>().completeOnTimeout(supplier.offer(sku), supplier.delay(sku).toMillis(),
				TimeUnit.MILLISECONDS);
	}

}
