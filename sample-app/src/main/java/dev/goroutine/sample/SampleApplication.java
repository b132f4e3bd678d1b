package dev.goroutine.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * Starts the sample. Nothing here mentions goroutines: the starter on the class path is
 * enough to make {@code @Go} work, and a property to run requests on them.
 */
@SpringBootApplication
public class SampleApplication {

	/**
	 * Starts the application.
	 * @param args properties, such as {@code --server.port=8080}
	 */
	public static void main(String[] args) {
		SpringApplication.run(SampleApplication.class, args);
	}

}
