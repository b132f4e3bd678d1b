package dev.goroutine.spring.boot.page;

import java.nio.charset.StandardCharsets;

import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * An answer of the page, for either web stack.
 *
 * @param status the status
 * @param type of the body
 * @param body the body
 */
@SuppressWarnings("ArrayRecordComponent")
record PageResponse(HttpStatus status, MediaType type, byte[] body) {

	private static final MediaType TEXT = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);

	static final PageResponse NOT_FOUND = text(HttpStatus.NOT_FOUND, "");

	static final PageResponse FORBIDDEN = text(HttpStatus.FORBIDDEN, "");

	static final PageResponse DONE = text(HttpStatus.OK, "");

	static PageResponse text(HttpStatus status, String text) {
		return new PageResponse(status, TEXT, text.getBytes(StandardCharsets.UTF_8));
	}

}
