package dev.goroutine;

import org.jspecify.annotations.Nullable;

final class GoroutineTask {

	private GoroutineTask() {
	}

	static @Nullable Goroutine<?> current() {
		return null;
	}

}
