package dev.goroutine.spring.boot.autoconfigure;

/**
 * The application is configured or deployed in a way that goroutines cannot work with,
 * and no single property value is to blame.
 */
public class GoroutineConfigurationException extends RuntimeException {

	private final String action;

	/**
	 * Creates the exception.
	 * @param description what is wrong, a sentence without the full stop
	 * @param action what to do about it, a sentence without the full stop
	 */
	GoroutineConfigurationException(String description, String action) {
		super(description);
		this.action = action;
	}

	/**
	 * What to do about it.
	 * @return a sentence without the full stop
	 */
	public String getAction() {
		return this.action;
	}

}
