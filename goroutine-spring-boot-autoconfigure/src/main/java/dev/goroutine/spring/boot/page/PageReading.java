package dev.goroutine.spring.boot.page;

import java.util.List;

import dev.goroutine.GoRuntime;
import dev.goroutine.GoroutineSnapshot;
import dev.goroutine.GoroutineStatus;
import dev.goroutine.SchedulerSnapshot;
import dev.goroutine.SchedulingLatency;
import dev.goroutine.spring.boot.actuate.SafeText;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.util.ClassUtils;
import org.springframework.web.context.request.RequestAttributes;
import org.springframework.web.context.request.RequestContextHolder;

/**
 * What the page asks for once a second.
 *
 * @param runtimes the runtimes
 * @param policies the names of the stealing policies to choose from
 * @param gmp where runtimes can be changed, or {@code null} if they may not be
 * @param goroutines where goroutines can be interrupted, or {@code null} if they may not
 * be
 * @param csrf what a request that changes something has to carry, or {@code null} if
 * nothing is known of that here
 */
record PageReading(List<RuntimeReading> runtimes, List<String> policies, @Nullable String gmp,
		@Nullable String goroutines, @Nullable Csrf csrf) implements OperationResponseBody {

	/**
	 * A token against cross-site request forgery.
	 *
	 * @param header the name of the header
	 * @param token its value
	 */
	record Csrf(String header, String token) {

		private static final boolean SECURITY = ClassUtils.isPresent("org.springframework.security.web.csrf.CsrfToken",
				Csrf.class.getClassLoader());

		/**
		 * Returns the token of the request that this thread handles. An operation does
		 * not see its request, and only the servlet stack remembers it: where WebFlux
		 * asks for a token, the page needs it in a cookie.
		 */
		static @Nullable Csrf current() {
			RequestAttributes request = SECURITY ? RequestContextHolder.getRequestAttributes() : null;
			return (request != null) ? Token.of(request) : null;
		}

	}

	/** Stands apart, since the class of the token may be missing. */
	private static final class Token {

		static @Nullable Csrf of(RequestAttributes request) {
			return (request.getAttribute(CsrfToken.class.getName(),
					RequestAttributes.SCOPE_REQUEST) instanceof CsrfToken token)
							? new Csrf(token.getHeaderName(), token.getToken()) : null;
		}

	}

	/**
	 * A runtime.
	 *
	 * @param snapshot its scheduler
	 * @param latency how many goroutines were runnable for how long, since the start
	 * @param sample some goroutines, chosen at random
	 * @param complete whether the sample is all there are
	 */
	record RuntimeReading(SchedulerSnapshot snapshot, List<Bucket> latency, List<Sampled> sample, boolean complete) {

		static RuntimeReading of(GoRuntime runtime, int sampleSize) {
			List<Sampled> sample = runtime.sample(sampleSize).stream().map(Sampled::of).toList();
			return new RuntimeReading(runtime.snapshot(),
					runtime.schedulingLatency().buckets().stream().map(Bucket::of).toList(), sample,
					sample.size() < sampleSize);
		}

	}

	/**
	 * Goroutines that were runnable for about as long.
	 *
	 * @param nanos the longest time
	 * @param count how many
	 */
	record Bucket(long nanos, long count) {

		static Bucket of(SchedulingLatency.Bucket bucket) {
			return new Bucket(bucket.to().toNanos(), bucket.count());
		}

	}

	/**
	 * A goroutine.
	 *
	 * @param id its id
	 * @param name its name
	 * @param status what it does
	 * @param waitReason what it waits for, or {@code null}
	 */
	record Sampled(long id, String name, GoroutineStatus status, @Nullable String waitReason) {

		static Sampled of(GoroutineSnapshot goroutine) {
			return new Sampled(goroutine.id(), SafeText.name(goroutine.name()), goroutine.status(),
					goroutine.waitReason());
		}

	}

}
