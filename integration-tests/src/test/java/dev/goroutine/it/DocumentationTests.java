package dev.goroutine.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The documents name tests that there are.
 */
class DocumentationTests {

	private static final Path ROOT = Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());

	private static final Pattern TEST = Pattern.compile("`(\\w+(?:Tests|Stress))(?:\\.(\\w+))?`");

	@Test
	void testsOfTheDocumentsExist() throws IOException {
		Map<String, String> sources = testSources();
		for (String document : new String[] { "README.md", "ARCHITECTURE.md", "DECISIONS.md", "CONTRIBUTING.md" }) {
			TEST.matcher(Files.readString(ROOT.resolve(document))).results().forEach((test) -> {
				String source = sources.get(test.group(1) + ".java");
				assertThat(source).as("%s of %s", test.group(), document).isNotNull();
				if (test.group(2) != null) {
					assertThat(source).as("%s of %s", test.group(), document).contains("void " + test.group(2) + "(");
				}
			});
		}
	}

	@Test
	void architectureNamesATestForEachOfItsStatements() throws IOException {
		String statements = Files.readString(ROOT.resolve("ARCHITECTURE.md"))
			.split("\\| statement \\| test \\|\n.*\n")[1];
		assertThat(statements.lines().takeWhile((line) -> line.startsWith("|"))).hasSize(13)
			.allSatisfy((row) -> assertThat(row).containsPattern(TEST));
	}

	private static Map<String, String> testSources() throws IOException {
		try (Stream<Path> files = Files.walk(ROOT)) {
			return files.filter((file) -> file.toString().contains("/src/test/java/"))
				.filter((file) -> file.toString().endsWith("Tests.java") || file.toString().endsWith("Stress.java"))
				.collect(Collectors.toMap((file) -> file.getFileName().toString(), DocumentationTests::read,
						(one, other) -> one + other));
		}
	}

	private static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
