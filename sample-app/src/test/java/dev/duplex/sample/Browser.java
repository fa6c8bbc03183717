package dev.duplex.sample;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;

import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

import org.springframework.util.FileSystemUtils;

/**
 * A person's browser: headless Chromium with a profile of its own, driven through the
 * chromedriver that is installed. Nothing is downloaded.
 */
public final class Browser implements AutoCloseable {

	private static final Path SCREENSHOTS = Path.of("target", "screenshots");

	private final ChromeDriver driver;

	private final Path profile;

	private Browser(File chromium, File chromedriver) {
		this.profile = createProfile();
		ChromeOptions options = new ChromeOptions();
		options.setBinary(chromium);
		options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
				"--disable-background-networking", "--disable-component-update", "--disable-sync",
				"--disable-dev-shm-usage", "--hide-scrollbars", "--lang=en-GB", "--user-data-dir=" + this.profile);
		LoggingPreferences logging = new LoggingPreferences();
		logging.enable(LogType.BROWSER, Level.ALL);
		options.setCapability(ChromeOptions.LOGGING_PREFS, logging);
		ChromeDriverService service = new ChromeDriverService.Builder().usingDriverExecutable(chromedriver)
			.usingAnyFreePort()
			.withSilent(true)
			.build();
		this.driver = new ChromeDriver(service, options);
		desktop(false);
	}

	private static Path createProfile() {
		try {
			return Files.createTempDirectory("chromium-profile");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Whether there is a browser to open.
	 * @return whether Chromium and its driver are installed
	 */
	public static boolean isInstalled() {
		return findChromium().isPresent() && findChromedriver().isPresent();
	}

	/**
	 * Opens a browser of 1280 by 800 pixels, in light colours.
	 * @return the browser
	 */
	public static Browser open() {
		return new Browser(findChromium().orElseThrow(), findChromedriver().orElseThrow());
	}

	private static Optional<File> findChromium() {
		return find("chromium", "google-chrome", "google-chrome-stable");
	}

	private static Optional<File> findChromedriver() {
		return find("chromedriver");
	}

	private static Optional<File> find(String... names) {
		List<String> path = List.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator));
		return Stream.of(names)
			.flatMap((name) -> path.stream().map((folder) -> new File(folder, name)))
			.filter(File::canExecute)
			.findFirst();
	}

	/**
	 * Waits for something that the page does by itself.
	 * @return a condition to complete
	 */
	public static ConditionFactory await() {
		return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
	}

	/**
	 * Has a desktop screen from now on.
	 * @param dark whether the person prefers dark colours
	 */
	public void desktop(boolean dark) {
		screen(1280, 800, 1, false, dark);
	}

	/**
	 * Is a phone from now on.
	 * @param dark whether the person prefers dark colours
	 */
	public void phone(boolean dark) {
		screen(390, 844, 2, true, dark);
	}

	private void screen(int width, int height, int scale, boolean mobile, boolean dark) {
		this.driver.executeCdpCommand("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", scale, "mobile", mobile));
		this.driver.executeCdpCommand("Emulation.setTouchEmulationEnabled", Map.of("enabled", mobile));
		this.driver.executeCdpCommand("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
	}

	public void go(String address) {
		this.driver.get(address);
	}

	/**
	 * Types into a field as a keyboard does, emoji included, which chromedriver's own way
	 * of typing does not know.
	 * @param selector of the field
	 * @param text what to type
	 */
	public void type(String selector, String text) {
		element(selector).click();
		this.driver.executeCdpCommand("Input.insertText", Map.of("text", text));
	}

	public void pressEnter(String selector) {
		element(selector).sendKeys(Keys.ENTER);
	}

	public void clear(String selector) {
		element(selector).clear();
	}

	public void click(String selector) {
		element(selector).click();
	}

	public WebElement element(String selector) {
		return this.driver.findElement(By.cssSelector(selector));
	}

	/**
	 * The texts of what is on the page, as a person sees them.
	 * @param selector of the elements
	 * @return their texts
	 */
	@SuppressWarnings("unchecked")
	public List<String> texts(String selector) {
		List<String> texts = (List<String>) script(
				"return [...document.querySelectorAll(arguments[0])].map((element) => element.innerText)", selector);
		return (texts != null) ? texts : List.of();
	}

	public @Nullable Object script(String script, Object... arguments) {
		return this.driver.executeScript(script, arguments);
	}

	/**
	 * How far something on the page reaches over the screen's right edge, whether one can
	 * scroll there or not.
	 * @return pixels; none, if everything fits
	 */
	public double overflow() {
		Object pixels = script("""
				const rights = [...document.querySelectorAll("body *")].map((it) => it.getBoundingClientRect().right);
				return Math.max(document.documentElement.scrollWidth, ...rights) - innerWidth;
				""");
		return (pixels instanceof Number number) ? Math.max(0, number.doubleValue()) : Double.NaN;
	}

	/**
	 * Takes what the console has shown since the last call.
	 * @return warnings and errors
	 */
	public List<String> complaints() {
		return this.driver.manage()
			.logs()
			.get(LogType.BROWSER)
			.getAll()
			.stream()
			.filter((entry) -> entry.getLevel().intValue() >= Level.WARNING.intValue())
			.map(LogEntry::getMessage)
			.toList();
	}

	/**
	 * Keeps what the screen shows in {@code target/screenshots}.
	 * @param name of the file
	 */
	public void screenshot(String name) {
		try {
			Files.createDirectories(SCREENSHOTS);
			Files.write(SCREENSHOTS.resolve(name + ".png"), this.driver.getScreenshotAs(OutputType.BYTES));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public void close() {
		this.driver.quit();
		FileSystemUtils.deleteRecursively(this.profile.toFile());
	}

}
