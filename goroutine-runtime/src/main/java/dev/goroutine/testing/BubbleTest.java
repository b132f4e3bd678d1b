package dev.goroutine.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A JUnit Jupiter test that runs in a {@link Bubble}, once for each seed, and so each
 * time with another schedule. It stops after the first failure. The display name of each
 * run has its seed. {@code @BeforeEach} and {@code @AfterEach} methods run outside the
 * bubble, before and after each run.
 */
@Documented
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(BubbleExtension.class)
public @interface BubbleTest {

	/**
	 * The number of runs. Their seeds are 1, 2 and so on, the same every time. If the
	 * system property {@code goroutine.bubble.seed} is set, there is one run, with that
	 * seed.
	 * @return 1 or more
	 */
	int seeds() default 100;

}
