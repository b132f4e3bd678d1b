package dev.goroutine.it.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A document in Markdown.
 *
 * @param path its path from the root of the project
 * @param lines its lines
 */
record Document(Path path, List<String> lines) {

	static final Path ROOT = Objects.requireNonNull(Path.of("").toAbsolutePath().getParent());

	private static final String FENCE = "```";

	private static final Pattern GIVEN = Pattern.compile("<!--\\s*given:(.*?)-->", Pattern.DOTALL);

	private static final Pattern TYPES = Pattern.compile("<!--\\s*types:(.*?)-->", Pattern.DOTALL);

	/** README, the guide and all that stands beside them. */
	static List<Document> all() {
		return Stream.concat(in(ROOT, 1), in(ROOT.resolve("docs"), 3)).toList();
	}

	/** The documents for users: README and the guide. */
	static List<Document> forUsers() {
		return Stream
			.concat(in(ROOT, 1).filter((document) -> document.isNamed("README.md")), in(ROOT.resolve("docs/guide"), 2))
			.toList();
	}

	private static Stream<Document> in(Path directory, int depth) {
		if (!Files.isDirectory(directory)) {
			return Stream.empty();
		}
		try (Stream<Path> files = Files.walk(directory, depth)) {
			return files.filter((file) -> file.toString().endsWith(".md"))
				.sorted()
				.map(Document::read)
				.toList()
				.stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Document read(Path file) {
		try {
			return new Document(ROOT.relativize(file), Files.readAllLines(file));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	boolean isNamed(String name) {
		return this.path.toString().equals(name);
	}

	/** The fenced blocks, with what the comment before each declares. */
	List<Snippet> snippets() {
		List<Snippet> snippets = new ArrayList<>();
		StringBuilder comment = new StringBuilder();
		for (int i = 0; i < this.lines.size(); i++) {
			String line = this.lines.get(i);
			if (line.strip().startsWith(FENCE)) {
				int end = i + 1;
				while (!this.lines.get(end).strip().equals(FENCE)) {
					end++;
				}
				snippets.add(new Snippet(this.path, i + 1, line.strip().substring(FENCE.length()),
						found(GIVEN, comment), found(TYPES, comment),
						String.join("\n", this.lines.subList(i + 1, end)).stripIndent() + "\n"));
				comment.setLength(0);
				i = end;
			}
			else if (line.startsWith("<!--") || isOpen(comment)) {
				comment.append(line).append('\n');
			}
			else if (!line.isBlank()) {
				comment.setLength(0);
			}
		}
		return snippets;
	}

	private static boolean isOpen(StringBuilder comment) {
		return comment.lastIndexOf("<!--") > comment.lastIndexOf("-->");
	}

	private static String found(Pattern pattern, CharSequence comment) {
		StringBuilder found = new StringBuilder();
		pattern.matcher(comment).results().forEach((match) -> found.append(match.group(1).strip()).append('\n'));
		return found.toString().strip();
	}

	/** The text without fenced blocks and comments. */
	String prose() {
		StringBuilder prose = new StringBuilder();
		boolean inside = false;
		for (String line : this.lines) {
			if (line.strip().startsWith(FENCE)) {
				inside = !inside;
			}
			else if (!inside) {
				prose.append(line).append('\n');
			}
		}
		return prose.toString().replaceAll("(?s)<!--.*?-->", "");
	}

	/** The anchors of the headings, as GitHub makes them. */
	Set<String> anchors() {
		Set<String> anchors = new LinkedHashSet<>();
		prose().lines().filter((line) -> line.startsWith("#")).forEach((heading) -> {
			String anchor = heading.replaceFirst("^#+\\s*", "")
				.toLowerCase(Locale.ROOT)
				.replaceAll("[^\\p{L}\\p{N} _-]", "")
				.replace(' ', '-');
			String unique = anchor;
			for (int i = 1; !anchors.add(unique); i++) {
				unique = anchor + "-" + i;
			}
		});
		return anchors;
	}

}
