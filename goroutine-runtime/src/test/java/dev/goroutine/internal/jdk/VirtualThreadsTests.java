package dev.goroutine.internal.jdk;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import dev.goroutine.ForkedJvm;
import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import dev.goroutine.JdkAccess;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The ladder of ways into the JDK, each in a JVM of its own since access is gained once.
 */
class VirtualThreadsTests {

	private static final List<String> OPEN = List.of(VirtualThreads.FLAG, "--enable-native-access=ALL-UNNAMED");

	@Test
	void openPackageIsUsedSilently() throws Exception {
		assertThat(ForkedJvm.run(OPEN, Start.class, "STRICT").text()).isEqualTo("goroutine\n");
		assertThat(ForkedJvm.run(OPEN, Start.class, "AUTO").text()).isEqualTo("goroutine\n");
	}

	@Test
	void closedPackageIsWarnedOfOnceWithTheFlag() throws Exception {
		ForkedJvm.Output output = ForkedJvm.run(List.of(), Start.class, "AUTO", "AUTO");
		assertThat(output.exitCode()).isZero();
		assertThat(output.text()).containsOnlyOnce("java.base/java.lang is not open")
			.contains("--add-opens=java.base/java.lang=ALL-UNNAMED", "Add-Opens: java.base/java.lang")
			.contains("goroutine\ngoroutine\n");
	}

	@Test
	void closedPackageFailsIfStrict() throws Exception {
		for (String[] accesses : new String[][] { { "STRICT" }, { "AUTO", "STRICT" } }) {
			ForkedJvm.Output output = ForkedJvm.run(List.of(), Start.class, accesses);
			assertThat(output.exitCode()).isOne();
			assertThat(output.text()).contains("JdkAccessException: java.base/java.lang is not open to unnamed module",
					"start the JVM with --add-opens=java.base/java.lang=ALL-UNNAMED");
		}
	}

	@Test
	void tellsWhichWayItWent() throws Exception {
		assertThat(ForkedJvm.run(OPEN, Access.class).text()).isEqualTo("none\nopened\n");
		assertThat(ForkedJvm.run(List.of(), Access.class).text()).startsWith("none\n").endsWith("\ntrusted lookup\n");
	}

	@Test
	void missingContinuationsFailWithAReason() throws Exception {
		ForkedJvm.Output output = ForkedJvm.run(
				List.of(VirtualThreads.FLAG, "-XX:+UnlockExperimentalVMOptions", "-XX:-VMContinuations"), Start.class,
				"AUTO");
		assertThat(output.exitCode()).isOne();
		assertThat(output.text()).contains("JdkAccessException", "has no continuations");
	}

	@Test
	void withoutARuntimeNobodyIsAGoroutineAndAccessCanStillBeGained() throws Exception {
		assertThat(ForkedJvm.run(OPEN, BeforeTheFirstRuntime.class).text()).isEqualTo("null\ncalled\ngoroutine\n");
	}

	/**
	 * Were the JDK's pollers to start on a goroutine, socket I/O of the whole JVM would
	 * hang here: the only P is kept busy while a virtual thread of the JDK reads.
	 */
	@Test
	void pollersDoNotRunOnGoroutines() throws Exception {
		ForkedJvm.Output output = ForkedJvm.run(OPEN, SocketIo.class);
		assertThat(output.text()).isEqualTo("goroutine read 1\nvirtual thread read 2\n");
		assertThat(output.exitCode()).isZero();
	}

	static final class Start {

		public static void main(String[] accesses) throws Exception {
			for (String access : accesses) {
				try (GoRuntime runtime = GoRuntime.builder().jdkAccess(JdkAccess.valueOf(access)).build()) {
					System.out.println(runtime.go(() -> "goroutine").get());
				}
			}
		}

	}

	static final class Access {

		private Access() {
		}

		public static void main(String[] args) {
			System.out.println(VirtualThreads.access());
			VirtualThreads.open(false);
			System.out.println(VirtualThreads.access());
		}

	}

	static final class BeforeTheFirstRuntime {

		public static void main(String[] args) throws Exception {
			Thread.ofVirtual().start(() -> System.out.println(Goroutine.current())).join();
			System.out.println(Goroutine.<String>blocking(() -> "called"));
			Start.main(new String[] { "AUTO" });
		}

	}

	static final class SocketIo {

		public static void main(String[] args) throws Exception {
			GoRuntime runtime = GoRuntime.builder().gomaxprocs(1).build();
			System.out.println("goroutine read " + runtime.go(() -> readOverSocket(1)).get());
			CountDownLatch hogging = new CountDownLatch(1);
			runtime.go(() -> {
				hogging.countDown();
				while (!Thread.currentThread().isInterrupted()) {
					Thread.onSpinWait();
				}
			});
			hogging.await();
			Thread reader = Thread.startVirtualThread(() -> {
				try {
					System.out.println("virtual thread read " + readOverSocket(2));
				}
				catch (IOException ex) {
					throw new IllegalStateException(ex);
				}
			});
			if (!reader.join(Duration.ofSeconds(20))) {
				System.out.println("stuck");
				System.exit(1);
			}
			runtime.shutdown(Duration.ZERO);
		}

		private static int readOverSocket(int value) throws IOException {
			try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
					Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
					Socket accepted = server.accept();
					InputStream in = client.getInputStream()) {
				Thread reader = Thread.currentThread();
				// Writes when the reader is parked, so that the poller has to wake it.
				Thread writer = new Thread(() -> {
					try {
						while (reader.getState() != Thread.State.WAITING) {
							Thread.yield();
						}
						accepted.getOutputStream().write(value);
					}
					catch (IOException ex) {
						throw new IllegalStateException(ex);
					}
				});
				writer.setDaemon(true);
				writer.start();
				return in.read();
			}
		}

	}

}
