package dev.goroutine.internal.scheduler;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;

import org.jspecify.annotations.Nullable;

/**
 * The parked Ms, last in first out: Go's {@code sched.midle}. The M that parked last has
 * the warmest caches, and the Ms at the bottom get to time out.
 * <p>
 * Taking an M out of here decides its fate: a waker that {@linkplain #poll takes} an M
 * must give it a P, an M that {@linkplain #remove removes} itself may end. Exactly one of
 * them succeeds.
 */
final class IdleMachines {

	private final ConcurrentLinkedDeque<Machine> stack = new ConcurrentLinkedDeque<>();

	void push(Machine machine) {
		this.stack.push(machine);
	}

	@Nullable Machine poll() {
		return this.stack.poll();
	}

	boolean remove(Machine machine) {
		return this.stack.remove(machine);
	}

	/**
	 * A copy for many look-ups: each look-up in the stack itself would walk through it.
	 */
	Set<Machine> copy() {
		return new HashSet<>(this.stack);
	}

	boolean isEmpty() {
		return this.stack.isEmpty();
	}

	/** Wakes all of them, so that each looks again whether it should stay. */
	void unparkAll() {
		this.stack.forEach(Machine::unpark);
	}

}
