package dev.goroutine.it.docs;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * Compiles snippets in Java. A snippet is a compilation unit, or a fragment: statements,
 * or members of a class.
 */
final class JavaSnippets {

	private static final List<String> IMPORTS = List.of("dev.goroutine.*", "dev.goroutine.testing.*",
			"dev.goroutine.spring.*", "java.time.*", "java.util.*", "java.util.concurrent.*", "java.util.function.*",
			"org.springframework.stereotype.*", "org.springframework.context.annotation.*",
			"org.springframework.web.bind.annotation.*", "org.springframework.beans.factory.annotation.*",
			"org.junit.jupiter.api.*", "static org.assertj.core.api.Assertions.*");

	private static final Pattern IMPORT = Pattern.compile("(?m)^import [^;]+;\\n?");

	private static final Pattern TYPE = Pattern
		.compile("(?m)^(?:(?:public|final|abstract|sealed|non-sealed|static) )*(?:class|interface|record|enum) \\w+");

	private final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();

	private final Path output;

	JavaSnippets(Path output) {
		this.output = output;
	}

	/**
	 * Compiles a snippet.
	 * @return what is wrong with it, empty if it compiles
	 */
	String problems(Snippet snippet) {
		String problems = "";
		for (String source : sources(snippet)) {
			String found = compile(source);
			if (found.isEmpty()) {
				return "";
			}
			problems += found + "in\n" + source + "\n";
		}
		return problems;
	}

	/** The ways in which it can be meant. */
	private static List<String> sources(Snippet snippet) {
		String body = IMPORT.matcher(snippet.text()).replaceAll("");
		StringBuilder imports = new StringBuilder();
		IMPORT.matcher(snippet.text()).results().forEach((match) -> imports.append(match.group()));
		if (TYPE.matcher(body).find() && !body.startsWith("void ")) {
			List<String> units = new ArrayList<>();
			units.add(imports + body + snippet.types());
			units.add(defaults() + imports + body + snippet.types());
			return units;
		}
		String head = defaults() + imports + snippet.types() + "\nclass Snippet {\n" + fields(snippet.given());
		return List.of(head + "void snippet() throws Throwable {\n" + body + "}\n}\n",
				head + "Object snippet() throws Throwable {\n" + body + "}\n}\n", head + body + "}\n");
	}

	private static String defaults() {
		StringBuilder imports = new StringBuilder();
		IMPORTS.forEach((name) -> imports.append("import ").append(name).append(";\n"));
		return imports.toString();
	}

	private static String fields(String given) {
		return (given.isEmpty() || given.endsWith(";") || given.endsWith("}")) ? given + "\n" : given + ";\n";
	}

	private String compile(String source) {
		StringWriter messages = new StringWriter();
		// A public class would have to be in a file of its name.
		String text = source.replaceAll("(?m)^public ((?:final |abstract |sealed )*(?:class|interface|record|enum) )",
				"$1");
		JavaFileObject file = new SimpleJavaFileObject(URI.create("string:///Snippet.java"),
				JavaFileObject.Kind.SOURCE) {
			@Override
			public CharSequence getCharContent(boolean ignoreEncodingErrors) {
				return text;
			}
		};
		try {
			Files.createDirectories(this.output);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		boolean compiled = this.compiler
			.getTask(messages, null, null, List.of("-proc:none", "-nowarn", "-Xlint:none", "-parameters", "-d",
					this.output.toString(), "-cp", classPath()), null, List.of(file))
			.call();
		return compiled ? "" : messages.toString();
	}

	/** Surefire's own, since that of the JVM is a jar that refers to it. */
	static String classPath() {
		return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
	}

}
