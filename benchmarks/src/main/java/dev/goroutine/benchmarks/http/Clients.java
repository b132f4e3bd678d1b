package dev.goroutine.benchmarks.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * A few clients, each of which requests a page again and again over a connection of its
 * own, and stops for its answer.
 */
public final class Clients implements AutoCloseable {

	/** More than the slowest answer takes that a starving server gives at last. */
	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final Answers answers = new Answers();

	private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

	private final List<Thread> threads;

	private volatile boolean stopped;

	private Clients(URI uri, int count) {
		HttpRequest request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
		this.threads = IntStream.range(0, count)
			.mapToObj((i) -> Thread.ofPlatform().daemon().name("client-" + i).start(() -> keepRequesting(request)))
			.toList();
	}

	/**
	 * Starts clients.
	 * @param uri the page
	 * @param count how many
	 * @return the clients
	 */
	public static Clients start(URI uri, int count) {
		return new Clients(uri, count);
	}

	private void keepRequesting(HttpRequest request) {
		try {
			while (!this.stopped) {
				long asked = System.nanoTime();
				int status = this.http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
				if (status != 200) {
					throw new IOException(request.uri() + " answered " + status);
				}
				this.answers.add(asked, System.nanoTime());
			}
		}
		catch (IOException | InterruptedException ex) {
			this.failure.compareAndSet(null, ex);
		}
	}

	/**
	 * Waits until all have their last answer.
	 * @return all answers
	 * @throws IOException if one had none
	 * @throws InterruptedException if interrupted
	 */
	Answers stop() throws IOException, InterruptedException {
		this.stopped = true;
		for (Thread thread : this.threads) {
			thread.join();
		}
		Exception failed = this.failure.get();
		if (failed != null) {
			throw new IOException("A client that disturbs has failed: " + failed, failed);
		}
		return this.answers;
	}

	@Override
	public void close() {
		this.stopped = true;
		this.http.shutdownNow();
	}

}
