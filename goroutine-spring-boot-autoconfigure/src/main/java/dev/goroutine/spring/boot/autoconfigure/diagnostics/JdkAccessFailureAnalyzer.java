package dev.goroutine.spring.boot.autoconfigure.diagnostics;

import dev.goroutine.JdkAccessException;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/**
 * Says how to open the package of the JDK that goroutines need.
 */
class JdkAccessFailureAnalyzer extends AbstractFailureAnalyzer<JdkAccessException> {

	private static final String ACTION = """
			Run on JDK 25 and open %2$s to the goroutine runtime:

			    java -jar:                 java %1$s -jar app.jar
			                               or, in the manifest of an executable jar: Add-Opens: java.base/%2$s
			    spring-boot-maven-plugin:  <jvmArguments>%1$s</jvmArguments>
			    maven-surefire-plugin:     <argLine>@{argLine} %1$s</argLine>""";

	private static final String AUTO = """


			Or set goroutine.jdk-access=auto, which needs no flag but warns at startup.""";

	@Override
	protected FailureAnalysis analyze(Throwable rootFailure, JdkAccessException cause) {
		String flag = "--add-opens java.base/" + cause.closedPackage() + "=ALL-UNNAMED";
		String message = String.valueOf(cause.getMessage());
		String action = ACTION.formatted(flag, cause.closedPackage());
		return new FailureAnalysis("Goroutines cannot be created in this JVM: " + message,
				message.contains("strict") ? action + AUTO : action, cause);
	}

}
