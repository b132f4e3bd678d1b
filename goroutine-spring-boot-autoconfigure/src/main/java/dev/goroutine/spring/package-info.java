/**
 * {@link dev.goroutine.spring.Go @Go}, and how its calls end: what an application types.
 * The packages beside {@code boot} work on the Spring Framework without Spring Boot.
 */
@NullMarked
package dev.goroutine.spring;

import org.jspecify.annotations.NullMarked;
