package dev.goroutine.spring.task;

/**
 * Throws what a body on a goroutine has failed with. Public for {@code @Go}; not part of
 * the API.
 */
public final class Exceptions {

	private Exceptions() {
	}

	/**
	 * Throws a failure as it is: a proxied method can throw anything.
	 * @param failure what to throw
	 * @param <E> the type that the compiler takes it for
	 * @return never
	 * @throws E always
	 */
	@SuppressWarnings({ "unchecked", "TypeParameterUnusedInFormals" })
	public static <E extends Throwable> E rethrow(Throwable failure) throws E {
		throw (E) failure;
	}

}
