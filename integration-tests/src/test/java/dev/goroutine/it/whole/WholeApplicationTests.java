package dev.goroutine.it.whole;

import java.net.URI;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import dev.goroutine.spring.Go;
import dev.goroutine.spring.runtime.GoRuntimes;
import dev.goroutine.spring.task.GoroutineTaskExecutor;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * {@link Go @Go} in an application with a database, a client of an HTTP interface, a
 * runtime of its own, controllers that answer with goroutines, and an Actuator that has a
 * port of its own and may do nothing.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT,
		properties = { "spring.jpa.hibernate.ddl-auto=create-drop", "spring.datasource.generate-unique-name=true",
				"spring.main.web-application-type=servlet", "management.server.port=0",
				"management.endpoints.access.max-permitted=none", "management.endpoints.web.exposure.include=*" })
class WholeApplicationTests {

	@Autowired
	private ItemRepository items;

	@Autowired
	private PriceClient client;

	@Autowired
	private BlockingQueue<String> requests;

	@Autowired
	private GoRuntimes runtimes;

	@Autowired
	private ApplicationContext context;

	@LocalServerPort
	private int port;

	@LocalManagementPort
	private int managementPort;

	@Test
	void queryMethodsOfARepositoryRunOnGoroutines() throws Exception {
		this.items.save(new Item("book"));
		assertThat(this.items.findByTitle("book")).singleElement()
			.satisfies((item) -> assertThat(item.readOn()).isNull());
		assertThat(get(this.items.readByTitle("book"))).singleElement().satisfies((item) -> {
			assertThat(item.getId()).isNotNull();
			assertThat(item.readOn()).isEqualTo("ItemRepository.readByTitle");
		});
		assertThat(get(this.items.getByTitle("book")).readOn()).isEqualTo("ItemRepository.getByTitle");
		this.items.removeByTitle("book");
		await().until(() -> this.items.findByTitle("book").isEmpty());
	}

	@Test
	void methodsOfAnHttpInterfaceRunOnGoroutines() throws Exception {
		URI price = URI.create("http://localhost:" + this.port + "/prices/book");
		assertThat(this.client.price(price)).isEqualTo("12");
		assertThat(this.requests.poll(60, TimeUnit.SECONDS)).isEqualTo("no goroutine");
		assertThat(get(this.client.ask(price))).isEqualTo("12");
		assertThat(this.requests.poll(60, TimeUnit.SECONDS)).isEqualTo("WholeApplicationTests.PriceClient.ask");
		this.client.refresh(price);
		assertThat(this.requests.poll(60, TimeUnit.SECONDS)).isEqualTo("WholeApplicationTests.PriceClient.refresh");
	}

	@Test
	void runtimeOfTheApplicationStandsBesideTheDefaultOne() throws Exception {
		assertThat(this.runtimes.getAll()).extracting(GoRuntime::name).containsExactly("default", "io");
		assertThat(this.runtimes.getDefault()).isSameAs(this.context.getBean("goroutineRuntime"));
		assertThat(this.context.getBean("applicationTaskExecutor")).isInstanceOf(ThreadPoolTaskExecutor.class);
		assertThat(this.context.getBean("goroutineTaskExecutor")).isInstanceOf(GoroutineTaskExecutor.class);
		GoRuntime io = this.context.getBean("ioRuntime", GoRuntime.class);
		long before = io.snapshot().totals().created();
		assertThat(get(this.context.getBean(Prices.class).slowPrice("book"))).isEqualTo("12 from slow-price");
		assertThat(io.snapshot().totals().created()).isEqualTo(before + 1);
	}

	@Test
	void clientOfAControllerGetsTheValueOfItsGoroutine() {
		RestClient http = RestClient.create("http://localhost:" + this.port);
		assertThat(http.get().uri("/slow-prices/book").retrieve().body(String.class)).isEqualTo("12 from slow-price");
	}

	@Test
	void nothingOfTheSchedulerAnswers() {
		for (int port : new int[] { this.port, this.managementPort }) {
			RestClient http = RestClient.create("http://localhost:" + port);
			for (String path : List.of("/goroutines", "/goroutines/", "/goroutines/state", "/goroutines/index.html",
					"/goroutines/page.js", "/actuator/gmp", "/actuator/gmp/default", "/actuator/goroutines",
					"/actuator/scheduler", "/actuator/scheduler/state")) {
				HttpStatusCode status = http.get().uri(path).exchange((request, response) -> response.getStatusCode());
				assertThat(status).as("%s on port %d", path, port).isEqualTo(HttpStatus.NOT_FOUND);
			}
		}
	}

	private static <T> T get(Future<T> future) throws Exception {
		return future.get(60, TimeUnit.SECONDS);
	}

	/**
	 * Public, since a proxy cannot call default methods of others.
	 */
	public interface PriceClient {

		@GetExchange
		String price(URI uri);

		@Go
		default CompletableFuture<String> ask(URI uri) {
			return CompletableFuture.completedFuture(price(uri));
		}

		@Go
		@GetExchange
		void refresh(URI uri);

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Prices.class)
	static class Application {

		@Bean
		BlockingQueue<String> requests() {
			return new LinkedBlockingQueue<>();
		}

		@Bean
		GoRuntime ioRuntime() {
			return GoRuntime.builder().name("io").gomaxprocs(1).build();
		}

		@Bean
		PriceClient priceClient(BlockingQueue<String> requests) {
			RestClient client = RestClient.builder().requestInterceptor((request, body, execution) -> {
				Goroutine<?> current = Goroutine.current();
				requests.add((current != null) ? current.name() : "no goroutine");
				return execution.execute(request, body);
			}).build();
			return HttpServiceProxyFactory.builderFor(RestClientAdapter.create(client))
				.build()
				.createClient(PriceClient.class);
		}

	}

	@RestController
	static class Prices {

		@GetMapping("/prices/{title}")
		String price(@PathVariable String title) {
			return "12";
		}

		@Go(value = "io", name = "slow-price")
		@GetMapping("/slow-prices/{title}")
		Goroutine<String> slowPrice(@PathVariable String title) {
			Goroutine<?> current = Goroutine.current();
			return Goroutine.completed("12 from " + ((current != null) ? current.name() : "no goroutine"));
		}

	}

}
