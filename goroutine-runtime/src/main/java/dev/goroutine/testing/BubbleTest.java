package dev.goroutine.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A JUnit Jupiter test that runs in a {@link Bubble}, again and again, each time with
 * another seed and so under another schedule. After the first failure there are no more;
 * its name has the seed. {@code @BeforeEach} and {@code @AfterEach} methods run outside
 * the bubble, before and after each run.
 */
@Documented
@Target({ ElementType.METHOD, ElementType.ANNOTATION_TYPE })
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(BubbleExtension.class)
public @interface BubbleTest {

	/**
	 * How many seeds: 1, 2 and so on, the same every time. The system property
	 * {@code goroutine.bubble.seed} replaces them by a single one.
	 * @return 1 or more
	 */
	int seeds() default 100;

}
