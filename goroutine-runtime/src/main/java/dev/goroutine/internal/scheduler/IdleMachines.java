package dev.goroutine.internal.scheduler;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;

import org.jspecify.annotations.Nullable;

/**
 * The parked Ms, last in first out, Go's {@code sched.midle}: the one that parked last
 * has the warmest caches, and those at the bottom get to time out.
 * <p>
 * To take an M out of here is to decide its fate: a waker that {@linkplain #poll takes}
 * one must give it a P, an M that {@linkplain #remove removes} itself may end. Exactly
 * one of them succeeds.
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

	/** To look for each in the stack would take a walk through all. */
	Set<Machine> copy() {
		return new HashSet<>(this.stack);
	}

	boolean isEmpty() {
		return this.stack.isEmpty();
	}

	/** Has each of them look again whether it should stay. */
	void unparkAll() {
		this.stack.forEach(Machine::unpark);
	}

}
