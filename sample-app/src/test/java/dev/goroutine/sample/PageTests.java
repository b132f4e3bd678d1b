package dev.goroutine.sample;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

import dev.goroutine.GoRuntime;
import dev.goroutine.Goroutine;
import dev.goroutine.SchedulerSnapshot;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The live page in a real browser.
 */
@Tag("long")
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "goroutine.gomaxprocs=2")
class PageTests {

	@LocalServerPort
	private int port;

	@Autowired
	@Qualifier("goroutineRuntime")
	private GoRuntime runtime;

	private Browser browser;

	@BeforeEach
	void open() {
		this.browser = Browser.start();
		this.browser.resize(1280, 1400);
		this.browser.open("http://localhost:" + this.port + "/actuator/scheduler");
		this.browser.find("#processors li");
	}

	@AfterEach
	void close() {
		// Null if there is no browser.
		if (this.browser != null) {
			this.browser.close();
		}
		this.runtime.gomaxprocs(2);
	}

	/** Within two readings after it has happened, of which there is one a second. */
	@Test
	void showsHandOffsABlockedMachineAndSteals() throws Exception {
		this.browser.script("""
				window.readings = () => performance.getEntriesByType("resource")
					.filter(entry => entry.name.endsWith("/state")).length;
				window.shownAt = {};
				const note = name => shownAt[name] ??= readings();
				new MutationObserver(() => {
					if (document.querySelector("#machines li[data-status=blocked]")) note("blocked M");
					for (const event of document.querySelectorAll("#events li")) note(event.dataset.kind);
				}).observe(document.body, { subtree: true, childList: true, attributes: true });
				""");
		SchedulerSnapshot.Totals before = this.runtime.snapshot().totals();
		try (SampleClient client = new SampleClient(this.port)) {
			CompletableFuture<?> block = client.beginGet("/block?millis=10000");
			long blocked = readingsUntil((snapshot) -> snapshot.goroutines().blocked() > 0);
			CompletableFuture<?> burn = client.beginGet("/burn?seconds=4&goroutines=3");
			long handedOff = readingsUntil(
					(snapshot) -> snapshot.totals().handoffsByReason().timeslice() > before.handoffsByReason()
						.timeslice());
			AtomicBoolean stolen = new AtomicBoolean();
			CompletableFuture<Void> quotes = CompletableFuture.runAsync(() -> {
				while (!stolen.get()) {
					quotes(client);
				}
			}, (loop) -> Thread.ofPlatform().start(loop));
			long steal = readingsUntil((snapshot) -> snapshot.totals().steals() > before.steals());
			stolen.set(true);
			assertShownAt("blocked M", blocked);
			assertShownAt("blocked", blocked);
			assertShownAt("handoff", handedOff);
			assertShownAt("steal", steal);
			this.browser.findWithText("#events li[data-kind=handoff]", "was handed off");
			this.browser.findWithText("#events li[data-kind=blocked]", "is blocked in goroutine");
			this.browser.screenshot(Path.of("target", "page.png"));
			quotes.get();
			block.get();
			burn.get();
		}
		assertThat(this.browser.complaints()).isEmpty();
	}

	/** How many readings the page has had when that holds. */
	private long readingsUntil(Predicate<SchedulerSnapshot> condition) {
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> condition.test(this.runtime.snapshot()));
		return Objects.requireNonNull((Long) this.browser.script("return readings()"));
	}

	private void assertShownAt(String what, long readings) {
		long shown = (Long) this.browser.until(what + " is shown",
				(driver) -> this.browser.script("return shownAt['" + what + "'] ?? null"));
		// The one that was under way may have missed it.
		assertThat(shown - readings).as("readings until %s is shown", what).isLessThanOrEqualTo(2);
	}

	private static void quotes(SampleClient client) {
		try {
			assertThat(client.get("/quotes/book?suppliers=20&deadline=10s").status()).isEqualTo(200);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void showsWhatGoroutinesWaitForAndTheStackOfEach() throws Exception {
		CountDownLatch latch = new CountDownLatch(1);
		Goroutine<?> waiting = this.runtime.go("<img src=x onerror=alert(1)>", () -> latch.await());
		try {
			this.browser.findWithText("#goroutines tr", "<img src=x onerror=alert(1)>");
			assertThat(this.browser.findAll("#goroutines img")).isEmpty();
			this.browser.findWithText("#waiting tr", "sync wait");
			WebElement button = this.browser.find("#goroutines button[data-id='" + waiting.id() + "']");
			button.sendKeys(Keys.ENTER);
			this.browser.findWithText("#detail pre", "goroutine " + waiting.id() + " [sync wait");
			this.browser.findWithText("#detail pre", "PageTests");
			this.browser.find("#interrupt:not([hidden])").click();
			this.browser.findWithText("#detail pre", "Interrupted.");
			assertThatExceptionOfType(InterruptedException.class).isThrownBy(waiting::join);
		}
		finally {
			latch.countDown();
		}
		assertThat(this.browser.complaints()).isEmpty();
	}

	@Test
	void changesTheSchedulerAndSaysWhatIsWrong() {
		WebElement gomaxprocs = this.browser.find("#settings:not([hidden]) input[name=gomaxprocs]");
		gomaxprocs.clear();
		gomaxprocs.sendKeys("3");
		this.browser.find("#settings button").click();
		this.browser.find("#p2");
		assertThat(this.runtime.gomaxprocs()).isEqualTo(3);
		this.browser.findWithText("#events li", "GOMAXPROCS went from 2 to 3");
		WebElement timeout = this.browser.find("#settings input[name=idleMTimeout]");
		timeout.clear();
		timeout.sendKeys("soon");
		this.browser.find("#settings button").click();
		this.browser.findWithText("#settings output", "idleMTimeout must be a duration such as 60s, but is 'soon'");
	}

	@Test
	void isReadableOnANarrowScreen() {
		this.browser.resize(360, 800);
		this.browser.find(".u-wrap canvas");
		this.browser.find("#settings:not([hidden])");
		assertThat(this.browser.script("return document.documentElement.scrollWidth <= window.innerWidth"))
			.isEqualTo(true);
	}

}
