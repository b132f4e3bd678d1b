package dev.goroutine.spring.boot.actuate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import dev.goroutine.GoRuntime;
import dev.goroutine.GoroutineSnapshot;
import dev.goroutine.spring.runtime.GoRuntimes;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * {@link Endpoint @Endpoint} that shows what goroutines do and counts those that do the
 * same together: Go's {@code /debug/pprof/goroutine}. As {@code text/plain} it is Go's
 * traceback, one by one.
 * <p>
 * Nothing is stopped for it. Each goroutine takes some 50 microseconds, so no more are
 * looked at than a limit says, and the answer says if there are more.
 */
@Endpoint(id = "goroutines", defaultAccess = Access.READ_ONLY)
public class GoroutinesEndpoint {

	private static final String TEXT = "text/plain;charset=UTF-8";

	private final GoRuntimes runtimes;

	/**
	 * Creates the endpoint.
	 * @param runtimes the runtimes whose goroutines to show
	 */
	public GoroutinesEndpoint(GoRuntimes runtimes) {
		this.runtimes = runtimes;
	}

	/**
	 * Goroutines by runtime, equal ones together.
	 * @param runtime the name of a runtime, or {@code null} for all
	 * @param state {@code runnable}, {@code running}, {@code waiting} or {@code blocked},
	 * or {@code null} for all
	 * @param name what their names contain, or {@code null} for all
	 * @param limit how many of each runtime to look at, 1 to 100,000, or {@code null} for
	 * 10,000
	 * @return the goroutines, the largest groups first
	 * @throws InvalidEndpointRequestException if a parameter is bad
	 */
	@ReadOperation
	public GoroutinesDescriptor goroutines(@Nullable String runtime, @Nullable String state, @Nullable String name,
			@Nullable String limit) {
		GoroutinesQuery query = GoroutinesQuery.of(state, name, limit);
		Map<String, GoroutineGroupsDescriptor> descriptors = new LinkedHashMap<>();
		for (GoRuntime each : select(runtime)) {
			descriptors.put(each.name(), GoroutineGroupsDescriptor.of(each, query));
		}
		return new GoroutinesDescriptor(descriptors);
	}

	/**
	 * Goroutines by runtime, in the format of Go's tracebacks.
	 * @param runtime as above
	 * @param state as above
	 * @param name as above
	 * @param limit as above
	 * @return the text, runtime by runtime
	 * @throws InvalidEndpointRequestException if a parameter is bad
	 */
	@ReadOperation(produces = TEXT)
	public String traceback(@Nullable String runtime, @Nullable String state, @Nullable String name,
			@Nullable String limit) {
		GoroutinesQuery query = GoroutinesQuery.of(state, name, limit);
		StringBuilder text = new StringBuilder();
		for (GoRuntime each : select(runtime)) {
			GoroutinesQuery.Result result = query.run(each);
			for (GoroutineSnapshot goroutine : result.goroutines()) {
				appendParagraph(text, goroutine.traceback());
			}
			if (result.truncated()) {
				appendParagraph(text, "...more than " + query.limit() + " goroutines in runtime " + each.name()
						+ ", the rest elided...\n");
			}
		}
		return text.toString();
	}

	private static void appendParagraph(StringBuilder text, String paragraph) {
		if (!text.isEmpty()) {
			text.append('\n');
		}
		text.append(paragraph);
	}

	/**
	 * One goroutine.
	 * @param id its id
	 * @return the goroutine as it is now, or {@code null} if none of that id is alive
	 * @throws InvalidEndpointRequestException if the id is no number
	 */
	@ReadOperation
	public @Nullable GoroutineDescriptor goroutine(@Selector String id) {
		long number = number(id);
		for (GoRuntime runtime : this.runtimes.getAll()) {
			GoroutineSnapshot goroutine = runtime.goroutine(number);
			if (goroutine != null) {
				return GoroutineDescriptor.of(runtime.name(), goroutine);
			}
		}
		return null;
	}

	/**
	 * One goroutine, in the format of Go's tracebacks.
	 * @param id its id
	 * @return the text, or {@code null} if none of that id is alive
	 * @throws InvalidEndpointRequestException if the id is no number
	 */
	@ReadOperation(produces = TEXT)
	public @Nullable String goroutineTraceback(@Selector String id) {
		long number = number(id);
		for (GoRuntime runtime : this.runtimes.getAll()) {
			GoroutineSnapshot goroutine = runtime.goroutine(number);
			if (goroutine != null) {
				return goroutine.traceback();
			}
		}
		return null;
	}

	/**
	 * Interrupts a goroutine, which decides itself what to do about it.
	 * @param id its id
	 * @return whether one of that id is alive
	 * @throws InvalidEndpointRequestException if the id is no number
	 */
	@DeleteOperation
	public InterruptDescriptor interrupt(@Selector String id) {
		long number = number(id);
		return new InterruptDescriptor(
				this.runtimes.getAll().stream().anyMatch((runtime) -> runtime.interrupt(number)));
	}

	private List<GoRuntime> select(@Nullable String runtime) {
		List<GoRuntime> all = this.runtimes.getAll();
		if (runtime == null) {
			return all;
		}
		List<GoRuntime> selected = all.stream().filter((each) -> each.name().equals(runtime)).toList();
		if (selected.isEmpty()) {
			throw GoroutinesQuery.invalid("runtime",
					all.stream().map(GoRuntime::name).collect(Collectors.joining(" or ")), runtime);
		}
		return selected;
	}

	private static long number(String id) {
		try {
			return Long.parseLong(id);
		}
		catch (NumberFormatException ex) {
			throw GoroutinesQuery.invalid("id", "a whole number, as the goroutines endpoint shows it", id);
		}
	}

	/**
	 * What has become of an interrupt. JMX takes no mere {@code boolean}.
	 *
	 * @param interrupted whether there was such a goroutine
	 */
	public record InterruptDescriptor(boolean interrupted) implements OperationResponseBody {

	}

	/**
	 * Goroutines.
	 *
	 * @param runtimes those of each runtime, by its name
	 */
	public record GoroutinesDescriptor(
			Map<String, GoroutineGroupsDescriptor> runtimes) implements OperationResponseBody {

	}

}
