package dev.goroutine.spring.boot.autoconfigure;

import java.util.List;

import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what keeps an application without a web server alive: goroutines run on
 * daemons.
 */
class KeepAliveTests {

	@Test
	void scheduledTasksOnGoroutinesKeepTheApplicationAlive() {
		assertThat(isKeptAlive("--goroutine.scheduling.enabled=true")).isTrue();
	}

	@Test
	void applicationHasTheLastWord() {
		assertThat(isKeptAlive("--goroutine.scheduling.enabled=true", "--spring.main.keep-alive=false")).isFalse();
	}

	@Test
	void nothingIsKeptAliveWithoutThem() {
		assertThat(isKeptAlive()).isFalse();
		assertThat(isKeptAlive("--goroutine.scheduling.enabled=false")).isFalse();
		assertThat(isKeptAlive("--goroutine.scheduling.enabled=true", "--goroutine.enabled=false")).isFalse();
	}

	private static boolean isKeptAlive(String... arguments) {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.run(arguments)) {
			assertThat(context.isRunning()).isTrue();
			return keepAliveThreads().stream().anyMatch((thread) -> !thread.isDaemon());
		}
	}

	private static List<Thread> keepAliveThreads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.filter((thread) -> thread.isAlive() && thread.getName().equals("keep-alive"))
			.toList();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ GoroutineAutoConfiguration.class, GoroutineSchedulingAutoConfiguration.class,
			TaskSchedulingAutoConfiguration.class })
	@EnableScheduling
	static class Application {

	}

}
