/**
 * {@code goroutine.web.enabled}: requests of the embedded web server on goroutines.
 * <p>
 * Only what handles requests moves there. The server's own threads, which accept
 * connections and wait for them to be readable, stay the server's: they are few, and must
 * not have to wait for a P.
 */
@NullMarked
package dev.goroutine.spring.boot.autoconfigure.web;

import org.jspecify.annotations.NullMarked;
