package dev.goroutine.it.jpa;

import dev.goroutine.GoRuntime;
import dev.goroutine.spring.task.GoroutineTaskExecutor;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * With {@code goroutine.executor.mode=application} a goroutine builds the entity manager
 * factory while the application starts.
 */
class JpaBootstrapTests {

	@Test
	void entityManagerFactoryIsBuiltOnGoroutine() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.properties("goroutine.executor.mode=application", "spring.data.jpa.repositories.bootstrap-mode=deferred",
					"spring.jpa.hibernate.ddl-auto=create-drop", "spring.datasource.generate-unique-name=true")
			.run()) {
			assertThat(context.getBean(LocalContainerEntityManagerFactoryBean.class).getBootstrapExecutor())
				.isSameAs(context.getBean(GoroutineTaskExecutor.class));
			assertThat(context.getBean(GoRuntime.class).snapshot().totals().created()).isPositive();
			BookRepository books = context.getBean(BookRepository.class);
			books.save(new Book("Communicating Sequential Processes"));
			assertThat(books.findByTitle("Communicating Sequential Processes")).hasSize(1)
				.allSatisfy((book) -> assertThat(book.getId()).isNotNull());
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

}
