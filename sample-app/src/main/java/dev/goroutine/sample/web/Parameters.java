package dev.goroutine.sample.web;

import java.math.BigDecimal;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Reads numbers from request parameters. They are taken as text, to say exactly what is
 * wrong with a bad one.
 */
public final class Parameters {

	private Parameters() {
	}

	/**
	 * Reads a whole number.
	 * @param name the name of the parameter
	 * @param value what was sent
	 * @param least the least it may be
	 * @param most the most it may be
	 * @return the number
	 * @throws BadParameterException if it is no whole number, or out of bounds
	 */
	public static int wholeNumber(String name, String value, int least, int most) {
		Integer number = parse(value, Integer::parseInt);
		if (number == null || number < least || number > most) {
			throw new BadParameterException(name, value, "use a whole number from " + least + " to " + most, null);
		}
		return number;
	}

	/**
	 * Reads a decimal number of more than zero.
	 * @param name the name of the parameter
	 * @param value what was sent
	 * @param most the most it may be
	 * @return the number
	 * @throws BadParameterException if it is no number, or out of bounds
	 */
	public static double positiveNumber(String name, String value, int most) {
		BigDecimal number = parse(value, BigDecimal::new);
		if (number == null || number.signum() <= 0 || number.compareTo(BigDecimal.valueOf(most)) > 0) {
			throw new BadParameterException(name, value,
					"use a number of more than 0 and at most " + most + ", such as 0.8", null);
		}
		return number.doubleValue();
	}

	private static <T> @Nullable T parse(String value, Function<String, T> parser) {
		try {
			return parser.apply(value);
		}
		catch (NumberFormatException ex) {
			return null;
		}
	}

}
