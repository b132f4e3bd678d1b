package dev.goroutine.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A visitor of the sample, over HTTP.
 *
 * @param http the client
 * @param port the port of the sample
 */
public record SampleClient(HttpClient http, int port) implements AutoCloseable {

	private static final JsonMapper json = new JsonMapper();

	/**
	 * Creates a visitor.
	 * @param port the port of the sample
	 */
	public SampleClient(int port) {
		this(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build(), port);
	}

	/**
	 * Gets.
	 * @param path the path and query
	 * @return the answer
	 */
	public Answer get(String path) throws IOException, InterruptedException {
		return Answer.of(this.http.send(request(path).build(), BodyHandlers.ofString()));
	}

	/**
	 * Begins to get.
	 * @param path the path and query
	 * @return the answer to come
	 */
	public CompletableFuture<Answer> beginGet(String path) {
		return this.http.sendAsync(request(path).build(), BodyHandlers.ofString()).thenApply(Answer::of);
	}

	/**
	 * Posts JSON.
	 * @param path the path
	 * @param body the body
	 * @return the answer
	 */
	public Answer post(String path, String body) throws IOException, InterruptedException {
		return post(path, "application/json", BodyPublishers.ofString(body));
	}

	/**
	 * Posts anything.
	 * @param path the path
	 * @param contentType its media type
	 * @param body the body
	 * @return the answer
	 */
	public Answer post(String path, String contentType, BodyPublisher body) throws IOException, InterruptedException {
		HttpRequest request = request(path).header("Content-Type", contentType).POST(body).build();
		return Answer.of(this.http.send(request, BodyHandlers.ofString()));
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
			.timeout(Duration.ofSeconds(60));
	}

	@Override
	public void close() {
		this.http.close();
	}

	/**
	 * An answer.
	 *
	 * @param status the status
	 * @param contentType the media type
	 * @param body the body
	 */
	public record Answer(int status, String contentType, JsonNode body) {

		private static Answer of(HttpResponse<String> response) {
			return new Answer(response.statusCode(), response.headers().firstValue("Content-Type").orElse(""),
					json.readTree(response.body()));
		}

	}

}
