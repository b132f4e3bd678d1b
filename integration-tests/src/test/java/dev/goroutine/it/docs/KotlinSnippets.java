package dev.goroutine.it.docs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.jetbrains.kotlin.cli.common.ExitCode;
import org.jetbrains.kotlin.cli.jvm.K2JVMCompiler;

/**
 * Compiles snippets in Kotlin, all in one go, because its compiler takes long to start.
 */
final class KotlinSnippets {

	private KotlinSnippets() {
	}

	/**
	 * Compiles snippets.
	 * @return what is wrong with them, empty if they compile
	 */
	static String problems(List<Snippet> snippets, Path directory) throws IOException {
		Path sources = Files.createDirectories(directory.resolve("src"));
		for (int i = 0; i < snippets.size(); i++) {
			Files.writeString(sources.resolve("Snippet" + i + ".kt"), source(snippets.get(i), i));
		}
		ByteArrayOutputStream messages = new ByteArrayOutputStream();
		ExitCode exit = new K2JVMCompiler().exec(new PrintStream(messages, true, StandardCharsets.UTF_8), "-no-stdlib",
				"-no-reflect", "-nowarn", "-jvm-target", "25", "-cp", JavaSnippets.classPath(), "-d",
				directory.resolve("out").toString(), sources.toString());
		return (exit == ExitCode.OK) ? "" : snippets + ":\n" + messages.toString(StandardCharsets.UTF_8);
	}

	private static String source(Snippet snippet, int number) {
		StringBuilder imports = new StringBuilder();
		StringBuilder body = new StringBuilder();
		snippet.text()
			.lines()
			.forEach((line) -> (line.startsWith("import ") ? imports : body).append(line).append('\n'));
		boolean unit = body.toString()
			.lines()
			.anyMatch((line) -> line.matches("(open |data |private )*(class|fun|interface|object) .*"));
		String head = "package snippet" + number + "\nimport dev.goroutine.*\nimport java.time.Duration\n" + imports;
		String types = snippet.types() + "\n";
		return unit ? head + types + body
				: head + types + "class Snippet {\n" + snippet.given() + "\nfun snippet() {\n" + body + "}\n}\n";
	}

}
