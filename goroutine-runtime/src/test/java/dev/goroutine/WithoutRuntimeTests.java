package dev.goroutine;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What works on any thread works in a JVM that has no runtime and has opened nothing, and
 * leaves the JDK closed.
 */
class WithoutRuntimeTests {

	@ParameterizedTest
	@ValueSource(strings = { "platform", "virtual" })
	void channelsSelectTimersAndContexts(String threads) throws Exception {
		ForkedJvm.Output output = ForkedJvm.run(List.of(), WithoutRuntimeTests.class, threads);
		assertThat(output.text()).isEqualTo("7 8 then closed, then timed out, a tick, the time, cancelled, all done\n");
		assertThat(output.exitCode()).isZero();
	}

	static void main(String[] arguments) throws Exception {
		Thread.Builder threads = arguments[0].equals("virtual") ? Thread.ofVirtual() : Thread.ofPlatform();
		Thread main = threads.start(() -> {
			try {
				use(threads);
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		});
		main.join();
	}

	private static void use(Thread.Builder threads) throws Exception {
		Chan<Integer> chan = Chan.unbuffered();
		WaitGroup senders = new WaitGroup();
		senders.add(1);
		threads.start(() -> {
			try {
				chan.send(7);
				Select.select(chan.onSend(8, () -> null));
				chan.close();
				senders.done();
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		});
		StringBuilder seen = new StringBuilder().append(chan.receive());
		seen.append(' ').append(Select.<Integer>select(chan.onReceive(Objects::requireNonNull)));
		seen.append(" then ").append((chan.receive() == null) ? "closed" : "open");
		Chan<Integer> silent = Chan.buffered(1);
		seen.append(", then ")
			.append(Select.<String>select(silent.onReceive((value) -> "received"),
					Select.onTimeout(Duration.ofMillis(1), () -> "timed out")));
		try (Ticker ticker = Ticker.every(Duration.ofMillis(1))) {
			seen.append((ticker.chan().receive() != null) ? ", a tick" : "");
		}
		seen.append((Timers.after(Duration.ofMillis(1)).receive() != null) ? ", the time" : "");
		Context.Cancellable context = Context.background().withCancel();
		threads.start(context::cancel);
		context.done().receive();
		seen.append(", cancelled");
		senders.await();
		System.out.println(seen.append(", all done"));
	}

}
