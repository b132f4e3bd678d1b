package dev.goroutine.sample.order;

import dev.goroutine.sample.web.BadParameterException;
import tools.jackson.databind.JsonNode;

import org.springframework.util.StringUtils;

/**
 * What a customer orders.
 *
 * @param sku the article, up to {@value #MAX_SKU_LENGTH} characters
 * @param quantity how many pieces, up to {@value #MAX_QUANTITY}
 */
record OrderRequest(String sku, int quantity) {

	static final int MAX_SKU_LENGTH = 64;

	static final int MAX_QUANTITY = 1000;

	/** As much of a bad value as is of use in an answer. */
	private static final int SHOWN = 100;

	/**
	 * Reads a request. Other members are ignored.
	 * @param body the body of the request, any JSON
	 * @return the request
	 * @throws BadParameterException if the sku or the quantity is missing or cannot be
	 * used
	 */
	static OrderRequest of(JsonNode body) {
		return new OrderRequest(sku(body.path("sku")), quantity(body.path("quantity")));
	}

	private static String sku(JsonNode node) {
		String sku = node.isString() ? node.stringValue() : "";
		if (sku.isBlank() || sku.length() > MAX_SKU_LENGTH) {
			throw bad("sku", node, "use a string of 1 to " + MAX_SKU_LENGTH + " characters, such as \"book\"");
		}
		return sku;
	}

	private static int quantity(JsonNode node) {
		int quantity = node.isIntegralNumber() && node.canConvertToInt() ? node.intValue() : 0;
		if (quantity < 1 || quantity > MAX_QUANTITY) {
			throw bad("quantity", node, "use a whole number from 1 to " + MAX_QUANTITY);
		}
		return quantity;
	}

	private static BadParameterException bad(String member, JsonNode value, String fix) {
		return new BadParameterException(member, StringUtils.truncate(value.toString(), SHOWN), fix, null);
	}

}
