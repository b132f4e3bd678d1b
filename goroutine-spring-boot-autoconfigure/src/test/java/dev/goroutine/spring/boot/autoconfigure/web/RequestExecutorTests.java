package dev.goroutine.spring.boot.autoconfigure.web;

import java.time.Duration;

import dev.goroutine.GoRuntime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link RequestExecutor}.
 */
@ExtendWith(OutputCaptureExtension.class)
class RequestExecutorTests {

	@Test
	void whatAServerMissesIsLogged(CapturedOutput output) {
		try (GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build()) {
			new RequestExecutor(runtime, "handler-").execute(() -> {
				throw new IllegalStateException("expected");
			});
			assertThat(runtime.awaitQuiescence(Duration.ofSeconds(30))).isTrue();
		}
		assertThat(output).contains("A task of the web server failed")
			.contains("java.lang.IllegalStateException: expected");
	}

}
