package dev.goroutine.it;

import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import dev.goroutine.Goroutine;
import dev.goroutine.spring.Go;
import dev.goroutine.spring.boot.autoconfigure.GoroutineAutoConfiguration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.amqp.core.Message;
import org.springframework.amqp.rabbit.annotation.EnableRabbit;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.amqp.rabbit.config.SimpleRabbitListenerContainerFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.listener.AbstractMessageListenerContainer;
import org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry;
import org.springframework.amqp.rabbit.listener.api.ChannelAwareMessageListener;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;
import org.springframework.kafka.annotation.EnableKafka;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.config.ConcurrentKafkaListenerContainerFactory;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.AcknowledgingConsumerAwareMessageListener;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for methods that are {@link Go @Go} and are called by what Spring has put the
 * bean into: the listener containers of Kafka and RabbitMQ, events, the scheduler. No
 * broker is needed: the container's listener is called as the container would.
 */
class ListenerTests {

	private final ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
		.web(WebApplicationType.NONE)
		.run();

	private final BlockingQueue<String> seen = this.context.getBean(Listener.class).seen();

	@AfterEach
	void close() {
		this.context.close();
	}

	@Test
	@SuppressWarnings("unchecked")
	void kafka() throws Exception {
		MessageListenerContainer container = this.context.getBean(KafkaListenerEndpointRegistry.class)
			.getListenerContainer("kafka");
		Object listener = requireNonNull(container).getContainerProperties().getMessageListener();
		((AcknowledgingConsumerAwareMessageListener<String, String>) requireNonNull(listener))
			.onMessage(new ConsumerRecord<>("topic", 0, 0, "key", "value"), null, null);
		assertSeen("kafka");
	}

	@Test
	void rabbit() throws Exception {
		AbstractMessageListenerContainer container = (AbstractMessageListenerContainer) this.context
			.getBean(RabbitListenerEndpointRegistry.class)
			.getListenerContainers()
			.iterator()
			.next();
		Object listener = container.getMessageListener();
		((ChannelAwareMessageListener) requireNonNull(listener)).onMessage(new Message(new byte[0]), null);
		assertSeen("rabbit");
	}

	@Test
	void event() throws Exception {
		this.context.publishEvent("value");
		assertSeen("event");
	}

	@Test
	void scheduled() throws Exception {
		assertSeen("scheduled");
	}

	private void assertSeen(String name) throws InterruptedException {
		String next = this.seen.poll(60, TimeUnit.SECONDS);
		while (next != null && !next.startsWith(name)) {
			next = this.seen.poll(60, TimeUnit.SECONDS);
		}
		assertThat(next).isEqualTo(name + " on ListenerTests.Listener." + name);
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration(GoroutineAutoConfiguration.class)
	@EnableKafka
	@EnableRabbit
	@EnableScheduling
	@Import(Listener.class)
	static class Application {

		@Bean
		ConcurrentKafkaListenerContainerFactory<String, String> kafkaListenerContainerFactory() {
			ConcurrentKafkaListenerContainerFactory<String, String> factory = new ConcurrentKafkaListenerContainerFactory<>();
			factory.setConsumerFactory(new DefaultKafkaConsumerFactory<>(Map.of()));
			factory.setAutoStartup(false);
			return factory;
		}

		@Bean
		SimpleRabbitListenerContainerFactory rabbitListenerContainerFactory() {
			SimpleRabbitListenerContainerFactory factory = new SimpleRabbitListenerContainerFactory();
			factory.setConnectionFactory(new CachingConnectionFactory("localhost", 1));
			factory.setAutoStartup(false);
			return factory;
		}

	}

	static class Listener {

		private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

		@Go
		@KafkaListener(id = "kafka", topics = "topic")
		public void kafka(String value) {
			add("kafka");
		}

		@Go
		@RabbitListener(id = "rabbit", queues = "queue")
		public void rabbit(byte[] value) {
			add("rabbit");
		}

		@Go
		@EventListener
		public void event(String value) {
			add("event");
		}

		@Go
		@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.HOURS)
		public void scheduled() {
			add("scheduled");
		}

		private void add(String name) {
			Goroutine<?> current = Goroutine.current();
			this.seen.add(name + " on " + ((current != null) ? current.name() : "its caller"));
		}

		BlockingQueue<String> seen() {
			return this.seen;
		}

	}

}
