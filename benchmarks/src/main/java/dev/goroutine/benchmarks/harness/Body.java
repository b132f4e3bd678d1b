package dev.goroutine.benchmarks.harness;

import dev.goroutine.GoBody;

/**
 * What a thread of either side does. It is both a {@link Runnable} and a {@link GoBody},
 * so that neither side pays for an adapter.
 */
@FunctionalInterface
public interface Body extends Runnable, GoBody {

	@Override
	void run();

}
