package dev.goroutine.benchmarks.http;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * How many answers a span of time is worth. One that began before or ended after it
 * counts in part: eight requests of seconds that are answered all at once would otherwise
 * be all in or all out. Times are those of {@link System#nanoTime()}. Thread-safe.
 */
final class Answers {

	private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();

	void add(long asked, long answered) {
		this.answers.add(new Answer(asked, answered));
	}

	double between(long start, long end) {
		return this.answers.stream().mapToDouble((answer) -> answer.partBetween(start, end)).sum();
	}

	private record Answer(long asked, long answered) {

		double partBetween(long start, long end) {
			long within = Math.min(this.answered, end) - Math.max(this.asked, start);
			return Math.max(within, 0) / (double) Math.max(this.answered - this.asked, 1);
		}

	}

}
