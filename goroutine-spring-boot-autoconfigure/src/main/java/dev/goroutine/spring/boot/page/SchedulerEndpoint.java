package dev.goroutine.spring.boot.page;

import java.util.List;
import java.util.stream.Stream;

import dev.goroutine.GoRuntime;
import dev.goroutine.GoroutineSnapshot;
import dev.goroutine.StealPolicy;
import dev.goroutine.spring.runtime.GoRuntimes;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.util.MimeType;
import org.springframework.util.MimeTypeUtils;

/**
 * {@link WebEndpoint @WebEndpoint} that is the live page of the scheduler, its files and
 * the data that it shows. It only reads: the page changes something through the endpoints
 * {@code gmp} and {@code goroutines}, as far as these are exposed and their access lets
 * it. Safe for use by several threads.
 */
@WebEndpoint(id = "scheduler", defaultAccess = Access.READ_ONLY)
public class SchedulerEndpoint {

	/** The number of goroutines to look at, each of which takes some 50 microseconds. */
	private static final int SAMPLE_SIZE = 200;

	private static final String HTML = "text/html;charset=UTF-8";

	private static final String TEXT = "text/plain;charset=UTF-8";

	private static final List<String> POLICIES = Stream
		.of(StealPolicy.random(), StealPolicy.sequential(), StealPolicy.busiest(), StealPolicy.none())
		.map(StealPolicy::name)
		.toList();

	private final GoRuntimes runtimes;

	private final PageLinks links;

	/**
	 * Creates the endpoint.
	 * @param runtimes the runtimes to show
	 * @param endpoints knows the endpoints on the web, with the operations that their
	 * access leaves
	 */
	public SchedulerEndpoint(GoRuntimes runtimes, WebEndpointsSupplier endpoints) {
		this.runtimes = runtimes;
		this.links = new PageLinks(endpoints, EndpointId.of("scheduler"));
	}

	/**
	 * The page.
	 * @return the page
	 */
	@ReadOperation(produces = HTML)
	public WebEndpointResponse<byte[]> page() {
		return PageAssets.page(this.links.base());
	}

	/**
	 * What the page consists of: its files, {@code state}, and the traceback of a
	 * {@code goroutine}.
	 * @param path what to have; if empty the page, for a request with a slash at the end
	 * @return the file or the data, or that there is none of that name (404)
	 */
	@ReadOperation(produces = { HTML, "text/css", "text/javascript", "image/svg+xml", TEXT, "application/json" })
	public WebEndpointResponse<?> part(@Selector(match = Selector.Match.ALL_REMAINING) String... path) {
		WebEndpointResponse<?> part = switch (path.length) {
			case 0 -> PageAssets.page("./");
			case 1 -> path[0].equals("state") ? state() : PageAssets.file(path[0]);
			case 2 -> path[0].equals("goroutine") ? goroutine(path[1]) : null;
			default -> null;
		};
		return (part != null) ? part : new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
	}

	private WebEndpointResponse<PageReading> state() {
		List<PageReading.RuntimeReading> readings = this.runtimes.getAll()
			.stream()
			.map((runtime) -> PageReading.RuntimeReading.of(runtime, SAMPLE_SIZE))
			.toList();
		PageReading reading = new PageReading(readings, POLICIES, this.links.to("gmp", OperationType.WRITE),
				this.links.to("goroutines", OperationType.DELETE), PageReading.Csrf.current());
		return new WebEndpointResponse<>(reading, MimeTypeUtils.APPLICATION_JSON);
	}

	private @Nullable WebEndpointResponse<String> goroutine(String id) {
		for (GoRuntime runtime : this.runtimes.getAll()) {
			GoroutineSnapshot goroutine = runtime.goroutine(number(id));
			if (goroutine != null) {
				return new WebEndpointResponse<>(goroutine.traceback(), MimeType.valueOf(TEXT));
			}
		}
		return null;
	}

	/** No goroutine has id 0. */
	private static long number(String id) {
		try {
			return Long.parseLong(id);
		}
		catch (NumberFormatException ex) {
			return 0;
		}
	}

}
