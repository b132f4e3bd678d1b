package dev.goroutine.sample.web;

import java.net.InetAddress;
import java.net.URI;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.stereotype.Component;
import org.springframework.util.Assert;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * Where this application can be reached from itself, known once its server listens: with
 * {@code server.port=0} the port is not known before.
 */
@Component
public class OwnAddress implements ApplicationListener<WebServerInitializedEvent> {

	private volatile @Nullable URI uri;

	@Override
	public void onApplicationEvent(WebServerInitializedEvent event) {
		// A management server on a port of its own has a name space; we are not it.
		if (event.getApplicationContext().getServerNamespace() == null) {
			this.uri = UriComponentsBuilder.newInstance()
				.scheme("http")
				.host(InetAddress.getLoopbackAddress().getHostAddress())
				.port(event.getWebServer().getPort())
				.build()
				.toUri();
		}
	}

	/**
	 * The address, such as {@code http://127.0.0.1:8080}.
	 * @return the address
	 * @throws IllegalStateException if the server does not listen yet
	 */
	public URI uri() {
		URI uri = this.uri;
		Assert.state(uri != null, "The web server has not started yet");
		return uri;
	}

}
