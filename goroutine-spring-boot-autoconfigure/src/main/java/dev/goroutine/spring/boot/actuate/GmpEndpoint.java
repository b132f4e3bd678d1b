package dev.goroutine.spring.boot.actuate;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.goroutine.GoRuntime;
import dev.goroutine.spring.GoRuntimes;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;

/**
 * {@link Endpoint @Endpoint} that shows the Gs, Ms and Ps of the runtimes: Go's
 * {@code schedtrace}.
 */
@Endpoint(id = "gmp", defaultAccess = Access.READ_ONLY)
public class GmpEndpoint {

	private final GoRuntimes runtimes;

	/**
	 * Creates the endpoint.
	 * @param runtimes the runtimes to show
	 */
	public GmpEndpoint(GoRuntimes runtimes) {
		this.runtimes = runtimes;
	}

	/**
	 * All runtimes, by name.
	 * @return the runtimes as they are now
	 */
	@ReadOperation
	public RuntimesDescriptor runtimes() {
		Map<String, RuntimeDescriptor> descriptors = new LinkedHashMap<>();
		for (GoRuntime runtime : this.runtimes.getAll()) {
			descriptors.put(runtime.name(), RuntimeDescriptor.of(runtime.snapshot()));
		}
		return new RuntimesDescriptor(descriptors);
	}

	/**
	 * One runtime.
	 * @param runtime the name of the runtime
	 * @return the runtime as it is now, or {@code null} if there is none of that name
	 */
	@ReadOperation
	public @Nullable RuntimeDescriptor runtime(@Selector String runtime) {
		GoRuntime found = this.runtimes.find(runtime);
		return (found != null) ? RuntimeDescriptor.of(found.snapshot()) : null;
	}

	/**
	 * The runtimes.
	 *
	 * @param runtimes the runtimes, by name
	 */
	public record RuntimesDescriptor(Map<String, RuntimeDescriptor> runtimes) implements OperationResponseBody {

	}

}
