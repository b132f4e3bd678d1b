package dev.goroutine.benchmarks.http;

import java.util.List;

/**
 * What the sample application is started with.
 */
public enum Configuration {

	/** Requests on goroutines. */
	GOROUTINES("goroutines", List.of("--goroutine.web.enabled=true")),

	/** Requests on the JDK's virtual threads. */
	VIRTUAL_THREADS("JDK", List.of("--goroutine.web.enabled=false", "--spring.threads.virtual.enabled=true")),

	/** Requests on goroutines, of which none becomes background work. */
	NOT_DEMOTED("hog-nice 0", List.of("--goroutine.web.enabled=true", "--goroutine.hog-nice=0"));

	private final String text;

	private final List<String> arguments;

	Configuration(String text, List<String> arguments) {
		this.text = text;
		this.arguments = arguments;
	}

	/**
	 * The name in the table.
	 * @return the name
	 */
	public String text() {
		return this.text;
	}

	/**
	 * The arguments of the application.
	 * @return the arguments
	 */
	public List<String> arguments() {
		return this.arguments;
	}

}
