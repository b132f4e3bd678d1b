package dev.goroutine.it.docs;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;

import groovy.lang.GroovyShell;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xml.sax.InputSource;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Snippets of README and the guide compile, and name keys that there are.
 */
@Tag("documents")
class SnippetTests {

	private static final Set<String> LANGUAGES = Set.of("java", "kotlin", "yaml", "properties", "xml", "groovy", "json",
			"console", "text", "dockerfile", "mermaid");

	@TempDir
	private Path directory;

	@Test
	void everyBlockNamesItsLanguage() {
		assertThat(Document.forUsers()).flatExtracting(Document::snippets)
			.allSatisfy((snippet) -> assertThat(LANGUAGES).as(snippet.toString()).contains(snippet.language()));
	}

	@ParameterizedTest(allowZeroInvocations = true)
	@MethodSource("java")
	void javaCompiles(Snippet snippet) {
		assertThat(new JavaSnippets(this.directory).problems(snippet)).as(snippet.toString()).isEmpty();
	}

	@Test
	void kotlinCompiles() throws Exception {
		List<Snippet> snippets = in("kotlin").toList();
		if (!snippets.isEmpty()) {
			assertThat(KotlinSnippets.problems(snippets, this.directory)).isEmpty();
		}
	}

	@ParameterizedTest(allowZeroInvocations = true)
	@MethodSource("yaml")
	void keysOfYamlExist(Snippet snippet) throws Exception {
		Keys keys = new Keys();
		for (PropertySource<?> source : new YamlPropertySourceLoader().load(snippet.toString(),
				new ByteArrayResource(snippet.text().getBytes(StandardCharsets.UTF_8)))) {
			for (String key : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
				assertThat(keys.isThere(key)).as("%s of %s", key, snippet).isTrue();
			}
		}
	}

	@ParameterizedTest(allowZeroInvocations = true)
	@MethodSource("properties")
	void keysOfPropertiesExist(Snippet snippet) throws Exception {
		Keys keys = new Keys();
		Properties properties = new Properties();
		properties.load(new StringReader(snippet.text()));
		assertThat(properties.stringPropertyNames())
			.allSatisfy((key) -> assertThat(keys.isThere(key)).as("%s of %s", key, snippet).isTrue());
	}

	@ParameterizedTest(allowZeroInvocations = true)
	@MethodSource("xml")
	void xmlIsWellFormed(Snippet snippet) throws Exception {
		DocumentBuilderFactory.newInstance()
			.newDocumentBuilder()
			.parse(new InputSource(new StringReader("<pom>" + snippet.text() + "</pom>")));
	}

	@ParameterizedTest(allowZeroInvocations = true)
	@MethodSource("json")
	void jsonIsJson(Snippet snippet) {
		assertThat(new JsonMapper().readTree(snippet.text())).as(snippet.toString()).isNotNull();
	}

	/** Gradle itself does not run here. */
	@ParameterizedTest(allowZeroInvocations = true)
	@MethodSource("groovy")
	void groovyParses(Snippet snippet) {
		assertThat(new GroovyShell().parse(snippet.text())).as(snippet.toString()).isNotNull();
	}

	static Stream<Snippet> java() {
		return in("java");
	}

	static Stream<Snippet> yaml() {
		return in("yaml");
	}

	static Stream<Snippet> properties() {
		return in("properties");
	}

	static Stream<Snippet> xml() {
		return in("xml");
	}

	static Stream<Snippet> json() {
		return in("json");
	}

	static Stream<Snippet> groovy() {
		return in("groovy");
	}

	private static Stream<Snippet> in(String language) {
		return Document.forUsers()
			.stream()
			.flatMap((document) -> document.snippets().stream())
			.filter((snippet) -> snippet.language().equals(language));
	}

}
