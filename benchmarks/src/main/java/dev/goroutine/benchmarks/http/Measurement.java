package dev.goroutine.benchmarks.http;

/**
 * What one round of an application gave.
 *
 * @param requestsPerSecond those who wait: how many of them were answered a second
 * @param p99Millis what 99 of 100 of these took at most, 0 if there were none
 * @param cpuNanosPerRequest CPU time of the application for each of their requests; 0 if
 * there were none
 * @param disturbancesPerSecond those who disturb: how many of them were answered a
 * second, with those in part that were asked or answered at another time
 */
public record Measurement(double requestsPerSecond, double p99Millis, double cpuNanosPerRequest,
		double disturbancesPerSecond) {

}
