package dev.goroutine.it;

import java.util.concurrent.CountDownLatch;

import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import dev.goroutine.spring.boot.autoconfigure.GoroutineAutoConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestClassOrder;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.context.NestedTestConfiguration;
import org.springframework.test.context.NestedTestConfiguration.EnclosingConfiguration;

import static dev.goroutine.it.Goroutines.get;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Contexts of several test classes in one JVM. The test framework pauses the first while
 * it uses the second, and resumes it from its cache for the third.
 */
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
@NestedTestConfiguration(EnclosingConfiguration.OVERRIDE)
class SideBySideTests {

	private static final CountDownLatch release = new CountDownLatch(1);

	private static @Nullable ApplicationContext firstContext;

	private static @Nullable GoRuntime firstRuntime;

	private static @Nullable Goroutine<String> longLived;

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(GoroutineAutoConfiguration.class)
	static class Application {

	}

	@Nested
	@Order(1)
	@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.NONE,
			properties = "goroutine.gomaxprocs=1")
	class First {

		@Test
		void startsGoroutine(@Autowired ApplicationContext context, @Autowired GoRuntime runtime) throws Exception {
			firstContext = context;
			firstRuntime = runtime;
			longLived = runtime.go(() -> {
				release.await();
				return "of the first context";
			});
			assertThat(get(runtime.go(() -> "done"))).isEqualTo("done");
		}

	}

	@Nested
	@Order(2)
	@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.NONE,
			properties = "goroutine.gomaxprocs=3")
	class Second {

		@Test
		void hasRuntimeOfItsOwnAndThatOfThePausedContextGoesOn(@Autowired ApplicationContext context,
				@Autowired GoRuntime runtime) throws Exception {
			assertThat(context).isNotSameAs(firstContext);
			assertThat(runtime).isNotSameAs(firstRuntime);
			assertThat(runtime.gomaxprocs()).isEqualTo(3);
			assertThat(get(runtime.go(() -> "done"))).isEqualTo("done");
			assertThat(runtime.snapshot().totals().created()).isOne();
			assertThat(longLived).isNotNull().matches((goroutine) -> !goroutine.isDone());
			assertThat(firstRuntime).isNotNull();
			assertThat(get(firstRuntime.go(() -> "done"))).isEqualTo("done");
		}

	}

	@Nested
	@Order(3)
	@SpringBootTest(classes = Application.class, webEnvironment = WebEnvironment.NONE,
			properties = "goroutine.gomaxprocs=1")
	class FirstAgain {

		@Test
		void goroutineHasOutlivedThePause(@Autowired ApplicationContext context, @Autowired GoRuntime runtime)
				throws Exception {
			assertThat(context).isSameAs(firstContext);
			assertThat(runtime).isSameAs(firstRuntime);
			release.countDown();
			assertThat(longLived).isNotNull();
			assertThat(get(longLived)).isEqualTo("of the first context");
			assertThat(get(runtime.go(() -> "done"))).isEqualTo("done");
		}

	}

}
