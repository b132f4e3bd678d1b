package dev.goroutine.benchmarks.http;

/**
 * What disturbs those who wait.
 */
public enum Scenario {

	/** Nothing. */
	ALONE("nothing", 0, "/"),

	/** Computations that are far longer than a time slice. */
	BURNERS("8 connections that keep asking for 0.8 s of CPU", 8, "/burn?seconds=0.8&goroutines=1"),

	/** Native calls that block their OS thread. */
	NATIVE_CALLS("8 connections that keep asking for a native call of 500 ms", 8, "/block?millis=500");

	private final String text;

	private final int connections;

	private final String path;

	Scenario(String text, int connections, String path) {
		this.text = text;
		this.connections = connections;
		this.path = path;
	}

	/**
	 * A phrase for the table.
	 * @return the text
	 */
	public String text() {
		return this.text;
	}

	Clients start(Application application) {
		return Clients.start(application.uri(this.path), this.connections);
	}

}
