package dev.goroutine.spring.boot.actuate;

import java.util.ArrayList;
import java.util.List;

/**
 * Names and stacks as they may leave the application: of bounded length, without class
 * loaders, and what any encoder takes.
 */
public final class SafeText {

	/** The number of characters shown of a name, which may be made of anything. */
	private static final int MAX_NAME = 200;

	/** The number of frames shown at either end of a stack, as in Go. */
	private static final int FRAMES = 50;

	private SafeText() {
	}

	/**
	 * Makes a name safe to show. Half a surrogate pair would fail the whole answer in the
	 * JSON encoder.
	 * @param name the name, anything
	 * @return the name to show
	 */
	public static String name(String name) {
		StringBuilder text = new StringBuilder();
		name.codePoints()
			.limit(MAX_NAME)
			.map((c) -> (Character.getType(c) == Character.SURROGATE) ? 0xFFFD : c)
			.forEach(text::appendCodePoint);
		if (name.codePointCount(0, name.length()) > MAX_NAME) {
			text.append("...");
		}
		return text.toString();
	}

	static List<String> stack(List<StackTraceElement> stack) {
		List<String> frames = new ArrayList<>();
		int size = stack.size();
		for (int i = 0; i < size; i++) {
			if (size > 2 * FRAMES && i == FRAMES) {
				int elided = size - 2 * FRAMES;
				frames.add("..." + elided + " frames elided...");
				i += elided;
			}
			frames.add(frame(stack.get(i)));
		}
		return frames;
	}

	/**
	 * Returns the text of a frame without class loader and module, which its own text
	 * has.
	 */
	static String frame(StackTraceElement frame) {
		StringBuilder text = new StringBuilder(frame.getClassName()).append('.').append(frame.getMethodName());
		text.append('(');
		if (frame.isNativeMethod()) {
			text.append("Native Method");
		}
		else {
			text.append((frame.getFileName() != null) ? frame.getFileName() : "Unknown Source");
			if (frame.getLineNumber() >= 0) {
				text.append(':').append(frame.getLineNumber());
			}
		}
		return text.append(')').toString();
	}

}
