package dev.goroutine.spring.annotation;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import dev.goroutine.Goroutine;
import dev.goroutine.spring.Go;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Go @Go} method may return.
 */
enum GoReturn {

	VOID(void.class),

	FUTURE(Future.class),

	COMPLETION_STAGE(CompletionStage.class),

	COMPLETABLE_FUTURE(CompletableFuture.class),

	GOROUTINE(Goroutine.class);

	private final Class<?> type;

	GoReturn(Class<?> type) {
		this.type = type;
	}

	/**
	 * Returns the kind for exactly that type. A subtype would not do, since the object is
	 * made here.
	 */
	static @Nullable GoReturn of(Class<?> type) {
		for (GoReturn candidate : values()) {
			if (candidate.type == type) {
				return candidate;
			}
		}
		return null;
	}

}
