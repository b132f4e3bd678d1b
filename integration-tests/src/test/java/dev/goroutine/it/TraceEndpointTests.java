package dev.goroutine.it;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Objects;

import dev.goroutine.GoRuntime;
import dev.goroutine.SchedulerTrace;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A trace is downloaded from either web stack.
 */
class TraceEndpointTests {

	@ParameterizedTest
	@EnumSource(value = WebApplicationType.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
	void bothWebStacksServeIt(WebApplicationType type) throws Exception {
		SpringApplicationBuilder builder = new SpringApplicationBuilder(Application.class).web(type);
		try (ConfigurableApplicationContext context = builder.run("--server.port=0",
				"--management.endpoints.web.exposure.include=gmp", "--management.endpoint.gmp.access=unrestricted");
				HttpClient http = HttpClient.newHttpClient()) {
			URI uri = URI.create("http://localhost:"
					+ Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer()).getPort()
					+ "/actuator/gmp/default/trace?seconds=1");
			HttpRequest request = HttpRequest.newBuilder(uri)
				.timeout(Duration.ofSeconds(60))
				.header("Content-Type", "application/json")
				.POST(BodyPublishers.noBody())
				.build();
			HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
			assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
			assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
			JsonNode trace = JsonMapper.shared().readTree(response.body());
			assertThat(trace.at("/otherData/runtime").asString()).isEqualTo("default");
			assertThat(trace.at("/traceEvents").isArray()).isTrue();
			try (SchedulerTrace other = context.getBean(GoRuntime.class).trace(Duration.ofMinutes(1))) {
				assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(409);
				other.stop();
			}
			HttpRequest get = HttpRequest.newBuilder(uri).build();
			assertThat(http.send(get, BodyHandlers.ofString()).statusCode()).isIn(404, 405);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
	static class Application {

	}

}
