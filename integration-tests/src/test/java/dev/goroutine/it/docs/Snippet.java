package dev.goroutine.it.docs;

import java.nio.file.Path;

/**
 * A fenced block of a document.
 *
 * @param document the document that it is in
 * @param line the line on which it begins
 * @param language the language that the fence names
 * @param given declarations of the variables that it uses and does not declare
 * @param types declarations of the types that it uses and does not declare
 * @param text the block
 */
record Snippet(Path document, int line, String language, String given, String types, String text) {

	@Override
	public String toString() {
		return this.document + ":" + this.line;
	}

}
