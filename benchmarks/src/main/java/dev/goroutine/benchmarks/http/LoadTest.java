package dev.goroutine.benchmarks.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/**
 * Rounds of load on an application: many connections on each of which a client waits 50
 * ms again and again, alone or disturbed.
 *
 * @param wrk who requests
 * @param duration how long a round is, in whole seconds
 */
public record LoadTest(Wrk wrk, Duration duration) {

	/** How many connections wait. */
	public static final int CONNECTIONS = 400;

	private static final String WAIT = "/wait?millis=50";

	/** Time for all those who disturb to be at it. */
	private static final Duration LEAD = Duration.ofSeconds(2);

	/**
	 * A round.
	 * @param application who is asked
	 * @param scenario who else asks
	 * @return the figures
	 * @throws IOException if a request fails
	 * @throws InterruptedException if interrupted
	 */
	public Measurement round(Application application, Scenario scenario) throws IOException, InterruptedException {
		try (Clients others = scenario.start(application)) {
			if (scenario != Scenario.ALONE) {
				Thread.sleep(LEAD);
			}
			Duration cpuBefore = application.cpuTime();
			long start = System.nanoTime();
			WrkReport report = this.wrk.run(application.uri(WAIT), CONNECTIONS, this.duration);
			long end = System.nanoTime();
			double seconds = (end - start) / 1e9;
			Duration cpu = application.cpuTime().minus(cpuBefore);
			double requests = report.requestsPerSecond() * seconds;
			double answers = others.stop().between(start, end);
			// What is left of this round must not disturb the next.
			awaitAnswer(application.uri(WAIT));
			return new Measurement(report.requestsPerSecond(), report.p99Millis(),
					(requests > 0) ? cpu.toNanos() / requests : 0, answers / seconds);
		}
	}

	private static void awaitAnswer(URI uri) throws IOException, InterruptedException {
		try (HttpClient client = HttpClient.newHttpClient()) {
			client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding());
		}
	}

}
