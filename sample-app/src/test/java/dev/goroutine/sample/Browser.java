package dev.goroutine.sample;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.logging.Level;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * Chromium of the distribution, without a window.
 */
final class Browser implements AutoCloseable {

	/** The machine may be busy with other things. */
	private static final Duration PATIENCE = Duration.ofSeconds(60);

	private final ChromeDriver driver;

	private Browser(ChromeDriver driver) {
		this.driver = driver;
	}

	/** Starts it; the test is skipped if it is not installed. */
	static Browser start() {
		Path chromium = installed("chromium");
		Path driver = installed("chromedriver");
		LoggingPreferences logging = new LoggingPreferences();
		logging.enable(LogType.BROWSER, Level.ALL);
		ChromeOptions options = new ChromeOptions();
		options.setBinary(chromium.toFile());
		options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage");
		options.setCapability("goog:loggingPrefs", logging);
		ChromeDriverService service = new ChromeDriverService.Builder().usingDriverExecutable(driver.toFile()).build();
		return new Browser(new ChromeDriver(service, options));
	}

	/** A program that is not there skips the test, which CI does not let pass. */
	private static Path installed(String program) {
		Path found = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
			.map((directory) -> Path.of(directory, program))
			.filter(Files::isExecutable)
			.findFirst()
			.orElse(null);
		Assumptions.assumeTrue(found != null,
				() -> "No " + program + " on the PATH (Debian: chromium, chromium-driver)");
		return found;
	}

	void open(String url) {
		this.driver.get(url);
	}

	void resize(int width, int height) {
		this.driver.manage().window().setSize(new Dimension(width, height));
	}

	/** Waits for it. */
	WebElement find(String css) {
		return until("there is " + css, (driver) -> {
			List<WebElement> found = driver.findElements(By.cssSelector(css));
			return found.isEmpty() ? null : found.getFirst();
		});
	}

	List<WebElement> findAll(String css) {
		return this.driver.findElements(By.cssSelector(css));
	}

	/** Waits until what is there says so. */
	void findWithText(String css, String text) {
		until(css + " says " + text,
				(driver) -> driver.findElements(By.cssSelector(css))
					.stream()
					.anyMatch((element) -> element.getText().contains(text)));
	}

	<T> T until(String what, Function<WebDriver, ? extends @Nullable T> condition) {
		return new WebDriverWait(this.driver, PATIENCE).ignoring(StaleElementReferenceException.class)
			.withMessage(() -> "Waiting until " + what + ", the page says:\n"
					+ this.driver.findElement(By.tagName("body")).getText())
			.until(condition);
	}

	@Nullable Object script(String script) {
		return this.driver.executeScript(script);
	}

	/** As a picture of the whole window, for people to look at. */
	void screenshot(Path file) throws IOException {
		Files.write(file, this.driver.getScreenshotAs(OutputType.BYTES));
	}

	/**
	 * What the browser has complained of, such as a script that the page's policy
	 * forbids.
	 */
	List<String> complaints() {
		return this.driver.manage()
			.logs()
			.get(LogType.BROWSER)
			.getAll()
			.stream()
			.filter((entry) -> entry.getLevel().intValue() >= Level.WARNING.intValue())
			.map(LogEntry::getMessage)
			.toList();
	}

	@Override
	public void close() {
		this.driver.quit();
	}

}
