package dev.goroutine.spring.runtime;

import dev.goroutine.spring.Go;

/**
 * Two {@link dev.goroutine.GoRuntime} beans have one runtime name, so that
 * {@link Go @Go}, meters and endpoints could not tell them apart.
 */
public class DuplicateGoRuntimeException extends IllegalStateException {

	/**
	 * Creates the exception.
	 * @param runtime the name of both runtimes
	 * @param firstBean the name of one bean
	 * @param secondBean the name of the other
	 */
	public DuplicateGoRuntimeException(String runtime, String firstBean, String secondBean) {
		super("The GoRuntime beans '" + firstBean + "' and '" + secondBean + "' both have the runtime name '" + runtime
				+ "'");
	}

	/**
	 * What to do about it.
	 * @return a sentence without the full stop
	 */
	public String getAction() {
		return "Give one of them another name with GoRuntime.builder().name(\"…\"), so that @Go, meters and endpoints "
				+ "can tell them apart, or name the bean '" + GoRuntimes.DEFAULT_RUNTIME_BEAN_NAME
				+ "' to have it take the place of the default runtime";
	}

}
