package dev.goroutine.spring.boot.autoconfigure;

import dev.goroutine.jdk.JdkAccessException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says how to open {@code java.lang} where goroutines cannot be had without.
 */
class JdkAccessFailureAnalyzer extends AbstractFailureAnalyzer<JdkAccessException> {

	private static final String FLAG = "--add-opens java.base/java.lang=ALL-UNNAMED";

	private static final String ACTION = """
			Run on JDK 25 and open java.lang to the goroutine runtime:

			    java -jar:                 java %1$s -jar app.jar
			                               or, in the manifest of an executable jar: Add-Opens: java.base/java.lang
			    spring-boot-maven-plugin:  <jvmArguments>%1$s</jvmArguments>
			    maven-surefire-plugin:     <argLine>%1$s</argLine>

			Or set goroutine.jdk-access=auto, which needs no flag but warns at startup.""".formatted(FLAG);

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, JdkAccessException cause) {
		return new FailureAnalysis("Goroutines cannot be created in this JVM: " + cause.getMessage(), ACTION, cause);
	}

}
