package dev.goroutine.spring.boot.autoconfigure;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplicationAotProcessor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring's ahead-of-time mode: an application is processed and compiled as its build
 * would do, then started on what was generated.
 */
class AotTests {

	private static final String[] ARGUMENTS = { "--goroutine.gomaxprocs=1", "--goroutine.runtimes.io.gomaxprocs=1",
			"--goroutine.executor.mode=application", "--the.runtime=io" };

	@TempDir
	private static Path directory;

	@BeforeAll
	static void processAheadOfTime() throws Exception {
		Path sources = directory.resolve("sources");
		List<String> arguments = new ArrayList<>(
				List.of(AotApplication.class.getName(), sources.toString(), directory.resolve("resources").toString(),
						directory.resolve("classes").toString(), "com.example", "aot"));
		arguments.addAll(List.of(ARGUMENTS));
		Result result = java(List.of(), SpringApplicationAotProcessor.class.getName(), arguments);
		assertThat(result.exitCode()).as(result.output()).isZero();
		compile(sources, directory.resolve("classes"));
	}

	private static void compile(Path sources, Path classes) throws IOException {
		JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
		StringWriter problems = new StringWriter();
		try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
				Stream<Path> walk = Files.walk(sources)) {
			List<Path> paths = walk.filter((path) -> path.toString().endsWith(".java")).toList();
			assertThat(compiler
				.getTask(problems, files, null,
						List.of("-proc:none", "-nowarn", "-d", classes.toString(), "-cp", classPath()), null,
						files.getJavaFileObjectsFromPaths(paths))
				.call()).as(problems::toString).isTrue();
		}
	}

	@Test
	void applicationRunsOnGeneratedBeanDefinitions() throws Exception {
		Result result = java(List.of("-Dspring.aot.enabled=true"), AotApplication.class.getName(), List.of(ARGUMENTS));
		assertThat(result.exitCode()).as(result.output()).isZero();
		assertThat(result.output()).contains("AOT-processed")
			.contains("AOT class proxy: true")
			.contains("AOT runtime: default")
			.contains("AOT default: goroutine")
			.contains("AOT io: goroutine")
			.contains("AOT async: goroutine")
			.contains("AOT greeter: goroutine")
			.contains("AOT executor: goroutine");
	}

	@Test
	void nativeImageFailsAndSaysWhy() throws Exception {
		// This property is how Spring, and all others, know that they are in one.
		Result result = java(List.of("-Dorg.graalvm.nativeimage.imagecode=runtime"), AotApplication.class.getName(),
				List.of(ARGUMENTS));
		assertThat(result.exitCode()).isOne();
		assertThat(result.output()).contains("APPLICATION FAILED TO START")
			.contains("Goroutines do not work in a native image")
			.contains("Run the application on a JVM, with -Dspring.aot.enabled=true if it shall start quickly")
			.contains("goroutine.enabled=false");
	}

	private static Result java(List<String> options, String main, List<String> arguments)
			throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"--add-opens=java.base/java.lang=ALL-UNNAMED", "-cp", classPath()));
		command.addAll(options);
		command.add(main);
		command.addAll(arguments);
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
		return new Result(process.exitValue(), output);
	}

	private static String classPath() {
		return String.join(File.pathSeparator, directory.resolve("classes").toString(),
				directory.resolve("resources").toString(), System.getProperty("java.class.path"));
	}

	record Result(int exitCode, String output) {

	}

}
