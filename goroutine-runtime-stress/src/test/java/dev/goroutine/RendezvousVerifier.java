package dev.goroutine;

import java.util.List;
import java.util.Locale;

import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionResult;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.kotlinx.lincheck.execution.HBClock;
import org.jetbrains.kotlinx.lincheck.execution.ResultWithClock;
import org.jetbrains.kotlinx.lincheck.util.ExceptionResult;
import org.jetbrains.kotlinx.lincheck.util.LincheckResult;
import org.jetbrains.kotlinx.lincheck.util.ValueResult;
import org.jetbrains.kotlinx.lincheck.util.VoidResult;
import org.jetbrains.lincheck.datastructures.verifier.Verifier;
import org.jspecify.annotations.Nullable;

/**
 * Whether what was observed at an unbuffered channel is explained by some order of the
 * operations. Lincheck's own verifier would have them happen one after the other, but a
 * value passes in one step of two: a send and a receive that overlap, with the value of
 * the one. All else happens alone, as if nobody else were there:
 * <ul>
 * <li>a send without a receive has not sent, which only those that need not wait for ever
 * may do, or finds the channel closed;
 * <li>a receive without a send has received nothing, which those that wait for ever may
 * do only when the channel is closed;
 * <li>a poll tells these two from each other: there is no value now, or none any more;
 * <li>the channel is closed once.
 * </ul>
 * The search is that of Wing and Gong. It allows an operation with a time limit to miss a
 * partner that was there.
 */
public final class RendezvousVerifier implements Verifier {

	/**
	 * The constructor that Lincheck calls.
	 * @param sequentialSpecification is not used: this is the specification
	 */
	public RendezvousVerifier(Class<?> sequentialSpecification) {
	}

	@Override
	public boolean verifyResults(ExecutionScenario scenario, @Nullable ExecutionResult results) {
		return results != null && new Search(scenario.getThreads(), results.getThreadsResultsWithClock()).isExplained();
	}

	/** One way through the operations after the other. */
	private static final class Search {

		private final List<List<Actor>> operations;

		private final List<List<ResultWithClock>> results;

		/** How many operations of each thread have happened. */
		private final int[] done;

		private boolean closed;

		Search(List<List<Actor>> operations, List<List<ResultWithClock>> results) {
			this.operations = operations;
			this.results = results;
			this.done = new int[operations.size()];
		}

		boolean isExplained() {
			boolean isEnd = true;
			for (int thread = 0; thread < this.done.length; thread++) {
				if (this.done[thread] == this.operations.get(thread).size()) {
					continue;
				}
				isEnd = false;
				if (mayBeNext(thread) && (alone(thread) || withPartner(thread))) {
					return true;
				}
			}
			return isEnd;
		}

		/** Whether all those have happened that had returned when it began. */
		private boolean mayBeNext(int thread) {
			if (this.done[thread] == this.operations.get(thread).size()) {
				return false;
			}
			HBClock began = this.results.get(thread).get(this.done[thread]).getClockOnStart();
			for (int other = 0; other < this.done.length; other++) {
				if (other != thread && this.done[other] < began.get(other)) {
					return false;
				}
			}
			return true;
		}

		private boolean alone(int thread) {
			boolean before = this.closed;
			if (happensAlone(operation(thread), result(thread))) {
				this.done[thread]++;
				if (isExplained()) {
					return true;
				}
				this.done[thread]--;
			}
			this.closed = before;
			return false;
		}

		/** Nobody receives from a closed channel what was not sent before. */
		private boolean withPartner(int sender) {
			if (this.closed || !isSend(sender) || !isTrue(result(sender))) {
				return false;
			}
			Object value = operation(sender).getArguments().get(0);
			for (int receiver = 0; receiver < this.done.length; receiver++) {
				if (receiver != sender && mayBeNext(receiver) && value.equals(value(result(receiver)))
						&& isReceive(receiver)) {
					this.done[sender]++;
					this.done[receiver]++;
					if (isExplained()) {
						return true;
					}
					this.done[sender]--;
					this.done[receiver]--;
				}
			}
			return false;
		}

		private boolean happensAlone(Actor operation, @Nullable LincheckResult result) {
			return switch (operation.getMethod().getName()) {
				case "trySend", "timedSend" -> this.closed ? isClosedChan(result) : isFalse(result);
				case "send" -> this.closed && isClosedChan(result);
				case "tryReceive", "timedReceive" -> isNull(result);
				case "poll", "timedPoll" -> Integer.valueOf(nothing()).equals(value(result));
				case "receive" -> this.closed && isNull(result);
				case "isClosed" -> this.closed ? isTrue(result) : isFalse(result);
				case "size" -> Integer.valueOf(0).equals(value(result));
				case "close" -> close(result);
				default -> throw new IllegalArgumentException("Not specified: " + operation);
			};
		}

		/** What a poll finds where there is no value. */
		private int nothing() {
			return this.closed ? ChanOperations.CLOSED : ChanOperations.EMPTY;
		}

		private boolean close(@Nullable LincheckResult result) {
			boolean isFirst = !this.closed;
			this.closed = true;
			return isFirst ? result instanceof VoidResult : isClosedChan(result);
		}

		private boolean isSend(int thread) {
			return operation(thread).getArguments().size() == 1;
		}

		private boolean isReceive(int thread) {
			String name = operation(thread).getMethod().getName().toLowerCase(Locale.ROOT);
			return name.endsWith("receive") || name.endsWith("poll");
		}

		private Actor operation(int thread) {
			return this.operations.get(thread).get(this.done[thread]);
		}

		private @Nullable LincheckResult result(int thread) {
			return this.results.get(thread).get(this.done[thread]).getResult();
		}

		private static boolean isTrue(@Nullable LincheckResult result) {
			return Boolean.TRUE.equals(value(result));
		}

		private static boolean isFalse(@Nullable LincheckResult result) {
			return Boolean.FALSE.equals(value(result));
		}

		private static boolean isNull(@Nullable LincheckResult result) {
			return result instanceof ValueResult && value(result) == null;
		}

		private static boolean isClosedChan(@Nullable LincheckResult result) {
			return result instanceof ExceptionResult failure && failure.getThrowable() instanceof ClosedChanException;
		}

		private static @Nullable Object value(@Nullable LincheckResult result) {
			return (result instanceof ValueResult returned) ? returned.getValue() : null;
		}

	}

}
