package dev.goroutine.sample;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * The sample as it is, and a visitor of it for each test.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
public abstract class AbstractSampleTests {

	protected SampleClient client;

	@BeforeEach
	void open(@LocalServerPort int port) {
		this.client = new SampleClient(port);
	}

	@AfterEach
	void close() {
		this.client.close();
	}

}
