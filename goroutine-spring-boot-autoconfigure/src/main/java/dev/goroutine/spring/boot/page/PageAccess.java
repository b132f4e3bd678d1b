package dev.goroutine.spring.boot.page;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What may be changed from the page. It follows the Actuator endpoints of the same
 * things.
 */
public interface PageAccess {

	/** Without Actuator nothing may be changed. */
	PageAccess READ_ONLY = new PageAccess() {
	};

	/**
	 * Whether runtimes may be changed.
	 * @return whether they may
	 */
	default boolean writable() {
		return false;
	}

	/**
	 * Whether goroutines may be interrupted.
	 * @return whether they may
	 */
	default boolean interruptible() {
		return false;
	}

	/**
	 * Changes a runtime, if runtimes may be changed.
	 * @param runtime its name
	 * @param gomaxprocs as for the endpoint
	 * @param stealPolicy as for the endpoint
	 * @param idleMTimeout as for the endpoint
	 * @return whether there is a runtime of that name
	 * @throws IllegalArgumentException if a value is bad; its message says which
	 */
	default boolean change(String runtime, @Nullable Integer gomaxprocs, @Nullable String stealPolicy,
			@Nullable Duration idleMTimeout) {
		throw new UnsupportedOperationException("Runtimes may not be changed");
	}

}
