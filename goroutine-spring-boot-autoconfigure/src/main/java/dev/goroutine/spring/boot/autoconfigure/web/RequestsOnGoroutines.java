package dev.goroutine.spring.boot.autoconfigure.web;

/**
 * Gives the requests of an embedded server to goroutines.
 */
interface RequestsOnGoroutines {

	/**
	 * Whether there is such a server.
	 * @return whether this has customized one
	 */
	boolean isInUse();

}
