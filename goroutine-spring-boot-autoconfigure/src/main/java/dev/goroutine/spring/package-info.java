/**
 * {@link dev.goroutine.spring.Go @Go} methods and the goroutine task executor: what an
 * application on the Spring Framework touches. Nothing in here needs Spring Boot.
 */
@NullMarked
package dev.goroutine.spring;

import org.jspecify.annotations.NullMarked;
