package dev.goroutine.benchmarks;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A command line taken apart: names of rows, options with a number, and whether it is a
 * smoke run.
 *
 * @param names what is no option, in order
 * @param numbers all options that the command knows, with their values
 * @param smoke whether {@code --smoke} was among them
 */
record CommandLine(List<String> names, Map<String, Integer> numbers, boolean smoke) {

	/**
	 * Takes a command line apart.
	 * @param options those with a number
	 * @param args the command line
	 * @return its parts
	 * @throws IllegalArgumentException if an option is unknown or has no such number
	 */
	static CommandLine parse(List<Option> options, String... args) {
		Deque<String> rest = new ArrayDeque<>(List.of(args));
		List<String> names = new ArrayList<>();
		Map<String, Integer> numbers = new HashMap<>();
		options.forEach((option) -> numbers.put(option.name(), option.value()));
		boolean smoke = false;
		while (!rest.isEmpty()) {
			String arg = rest.removeFirst();
			if (arg.equals("--smoke")) {
				smoke = true;
			}
			else if (arg.startsWith("-")) {
				Option option = options.stream()
					.filter((candidate) -> candidate.name().equals(arg))
					.findFirst()
					.orElseThrow(() -> new IllegalArgumentException("Unknown option '" + arg + "'"));
				numbers.put(arg, option.number(rest.pollFirst()));
			}
			else {
				names.add(arg);
			}
		}
		return new CommandLine(names, numbers, smoke);
	}

	int number(String option) {
		return Objects.requireNonNull(this.numbers.get(option), option);
	}

	/**
	 * An option with a number.
	 *
	 * @param name the name with its dashes
	 * @param value the number where it is not given
	 * @param least the smallest one allowed
	 */
	record Option(String name, int value, int least) {

		private int number(String text) {
			try {
				int number = Integer.parseInt(String.valueOf(text));
				if (number >= this.least) {
					return number;
				}
			}
			catch (NumberFormatException ex) {
				// Falls through: one message says it all.
			}
			throw new IllegalArgumentException(this.name + " needs a number of at least " + this.least
					+ ((text != null) ? ", not '" + text + "'" : ""));
		}

	}

}
