package dev.goroutine.sample.order;

import java.util.List;

import dev.goroutine.sample.web.Parameters;
import tools.jackson.databind.JsonNode;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Orders over HTTP. The body is taken as any JSON, to say exactly what is wrong with a
 * bad one.
 */
@RestController
class OrderController {

	private static final int MAX_LIMIT = 1000;

	private final OrderService service;

	OrderController(OrderService service) {
		this.service = service;
	}

	@PostMapping("/orders")
	@ResponseStatus(HttpStatus.CREATED)
	Order place(@RequestBody JsonNode body) {
		return this.service.place(OrderRequest.of(body));
	}

	@GetMapping("/orders")
	List<Order> newest(@RequestParam(defaultValue = "20") String limit) {
		return this.service.newest(Parameters.wholeNumber("limit", limit, 1, MAX_LIMIT));
	}

	@ExceptionHandler
	ProblemDetail notJson(HttpMessageNotReadableException ex) {
		ProblemDetail problem = ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST,
				"The body is not JSON: send an order, such as {\"sku\":\"book\",\"quantity\":2}");
		problem.setTitle("Bad body");
		return problem;
	}

}
