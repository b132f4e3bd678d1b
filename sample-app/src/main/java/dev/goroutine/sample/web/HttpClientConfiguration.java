package dev.goroutine.sample.web;

import java.net.http.HttpClient;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/**
 * The HTTP client that the goroutines use.
 * <p>
 * It is the JDK's for two reasons: whoever waits for an answer parks, which is all that a
 * goroutine needs to give its M to others, and an interrupt aborts the call and closes
 * its connection. It has as many connections as there are calls at a time, and keeps
 * those whose call has ended well.
 */
@Configuration(proxyBeanMethods = false)
class HttpClientConfiguration {

	@Bean
	HttpClient jdkHttpClient() {
		return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(httpThreads()).build();
	}

	@Bean
	RestClient http(HttpClient jdkHttpClient) {
		return RestClient.builder().requestFactory(new JdkClientHttpRequestFactory(jdkHttpClient)).build();
	}

	/**
	 * A few threads of the client's own, which only parse and never wait; left to itself
	 * it adds one whenever all are busy. They are no bean, because Spring Boot's own task
	 * executor gives way to any other.
	 */
	private Executor httpThreads() {
		return Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors(),
				Thread.ofPlatform().daemon().name("http-client-", 0).factory());
	}

}
