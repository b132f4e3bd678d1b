package dev.goroutine.it.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The documents can be read without scrolling, and what they name is there: tests, keys,
 * endpoints, classes, and the other ends of links.
 */
@Tag("documents")
class DocumentationTests {

	private static final Pattern TEST = Pattern.compile("`(\\w+(?:Tests|Stress))(?:\\.(\\w+))?`");

	private static final Pattern KEY = Pattern.compile("`(goroutine\\.[a-z0-9.<>*-]+?)(?:\\.\\*)?(?:[=:][^`]*)?`");

	private static final Pattern ENDPOINT = Pattern.compile("/actuator/(\\w+)");

	private static final Pattern CLASS = Pattern.compile("`@?([A-Z][a-z]\\w+)(?:[.#(<][^`]*)?`");

	private static final Pattern LINK = Pattern.compile("!?\\[[^\\]]*\\]\\(([^)\\s]+)\\)");

	@Test
	void readmeIsReadToTheEnd() {
		Document readme = document("README.md");
		assertThat(readme.lines()).hasSizeLessThanOrEqualTo(150)
			.allSatisfy((line) -> assertThat(line).hasSizeLessThanOrEqualTo(120));
	}

	@Test
	void linesAreShort() {
		for (Document document : Document.all()) {
			assertThat(document.lines()).as(document.path().toString())
				.allSatisfy((line) -> assertThat(line).hasSizeLessThanOrEqualTo(160));
		}
	}

	@Test
	void linksLeadSomewhere() {
		Map<Path, Document> documents = Document.all()
			.stream()
			.collect(Collectors.toMap((document) -> Document.ROOT.resolve(document.path()), (document) -> document));
		documents.forEach((path, document) -> LINK.matcher(document.prose()).results().forEach((link) -> {
			String target = link.group(1);
			if (!target.startsWith("http")) {
				String[] parts = target.split("#", 2);
				Path file = parts[0].isEmpty() ? path : path.resolveSibling(parts[0]).normalize();
				assertThat(file).as("%s in %s", target, document.path()).exists();
				Document other = documents.get(file);
				if (parts.length > 1 && other != null) {
					assertThat(other.anchors()).as("%s in %s", target, document.path()).contains(parts[1]);
				}
			}
		}));
	}

	@Test
	void keysExist() throws IOException {
		Keys keys = new Keys();
		String literals = sources("/src/main/").values().stream().collect(Collectors.joining());
		for (Document document : Document.all()) {
			KEY.matcher(document.prose()).results().forEach((match) -> {
				String key = match.group(1).replaceAll("<\\w+>", "x").replaceAll("\\.$", "");
				assertThat(keys.isThere(key) || keys.isPrefix(key) || literals.contains('"' + match.group(1) + '"'))
					.as("%s in %s", match.group(), document.path())
					.isTrue();
			});
		}
	}

	@Test
	void endpointsExist() throws IOException {
		Keys keys = new Keys();
		for (Document document : Document.all()) {
			ENDPOINT.matcher(document.prose())
				.results()
				.forEach((match) -> assertThat(keys.isThere("management.endpoint." + match.group(1) + ".access"))
					.as("%s in %s", match.group(), document.path())
					.isTrue());
		}
	}

	@Test
	void classesExist() throws IOException {
		Set<String> classes = classes();
		for (Document document : Document.all()) {
			CLASS.matcher(document.prose())
				.results()
				.forEach((match) -> assertThat(classes.contains(match.group(1)))
					.as("%s in %s", match.group(), document.path())
					.isTrue());
		}
	}

	@Test
	void testsExist() throws IOException {
		Map<String, String> sources = sources("/src/test/");
		for (Document document : Document.all()) {
			TEST.matcher(document.prose()).results().forEach((test) -> {
				String source = sources.get(test.group(1) + ".java");
				assertThat(source).as("%s of %s", test.group(), document.path()).isNotNull();
				if (test.group(2) != null) {
					assertThat(source).as("%s of %s", test.group(), document.path())
						.contains("void " + test.group(2) + "(");
				}
			});
		}
	}

	@Test
	void architectureNamesATestForEachOfItsStatements() throws IOException {
		String statements = Files.readString(Document.ROOT.resolve("ARCHITECTURE.md"))
			.split("\\| statement \\| test \\|\n.*\n")[1];
		assertThat(statements.lines().takeWhile((line) -> line.startsWith("|"))).hasSize(13)
			.allSatisfy((row) -> assertThat(row).containsPattern(TEST));
	}

	private static Document document(String name) {
		return Document.all().stream().filter((document) -> document.isNamed(name)).findFirst().orElseThrow();
	}

	/** The sources of Java whose path has that part, by the name of their file. */
	private static Map<String, String> sources(String part) throws IOException {
		try (Stream<Path> files = Files.walk(Document.ROOT)) {
			return files.filter((file) -> file.toString().contains(part) && file.toString().endsWith(".java"))
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

	/** The simple names of all classes: ours, those on the class path, the JDK's. */
	private static Set<String> classes() throws IOException {
		Set<String> classes = new HashSet<>();
		try (Stream<Path> files = Files.walk(Document.ROOT)) {
			files.filter((file) -> file.toString().endsWith(".java")).forEach((file) -> {
				String source = read(file);
				Pattern.compile("(?:class|interface|record|enum) (\\w+)")
					.matcher(source)
					.results()
					.forEach((match) -> classes.add(match.group(1)));
			});
		}
		for (String entry : JavaSnippets.classPath().split(Pattern.quote(System.getProperty("path.separator")))) {
			if (entry.endsWith(".jar")) {
				try (FileSystem jar = FileSystems.newFileSystem(Path.of(entry), (@Nullable ClassLoader) null)) {
					collect(jar.getPath("/"), classes);
				}
			}
		}
		for (String module : List.of("java.base", "java.management", "java.logging", "java.sql", "jdk.jfr")) {
			collect(FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules", module), classes);
		}
		return classes;
	}

	private static void collect(Path root, Set<String> classes) throws IOException {
		try (Stream<Path> files = Files.walk(root)) {
			files.map((file) -> String.valueOf(file.getFileName()))
				.filter((name) -> name.endsWith(".class"))
				.forEach((name) -> classes
					.add(name.substring(Math.max(name.lastIndexOf('$') + 1, 0), name.length() - 6)));
		}
	}

}
