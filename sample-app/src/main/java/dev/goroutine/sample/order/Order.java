package dev.goroutine.sample.order;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * An order as it is in the database.
 *
 * @param id its number
 * @param sku the article
 * @param quantity how many pieces
 * @param placedAt when it was placed
 * @param auditedBy the goroutine that has written it into the audit; left out of the JSON
 * until it has
 */
public record Order(long id, String sku, int quantity, Instant placedAt,
		@JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String auditedBy) {
}
