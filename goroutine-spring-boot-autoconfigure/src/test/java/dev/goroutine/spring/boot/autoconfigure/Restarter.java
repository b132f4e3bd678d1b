package dev.goroutine.spring.boot.autoconfigure;

import java.io.File;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What devtools do: the application and whatever is built beside it are in a class loader
 * that is thrown away, Spring and all other libraries in one that stays.
 */
final class Restarter {

	private static final Duration LIMIT = Duration.ofSeconds(40);

	private Restarter() {
	}

	public static void main(String[] args) throws Exception {
		// Libraries keep whoever comes first: CGLIB an exception with its stack, Boot a
		// converter with its class loader, Jetty a thread. So the first one stays. What
		// we have that is the whole JVM's, the timer of timeouts, is left to the others.
		RestartedApplication.run(false);
		List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
		for (int run = 1; run <= 2; run++) {
			loaders.add(start());
			System.out.println("run " + run + ": answered");
		}
		long deadline = System.nanoTime() + LIMIT.toNanos();
		long free;
		do {
			System.gc();
			Thread.sleep(100);
			free = loaders.stream().filter((loader) -> loader.refersTo(null)).count();
		}
		while (free < loaders.size() && System.nanoTime() - deadline < 0);
		System.out.println("free: " + free);
		if (free < loaders.size() && args.length > 0) {
			// To look into with a debugger or jcmd.
			Thread.sleep(Duration.ofMinutes(Long.parseLong(args[0])));
		}
		Runtime.getRuntime().halt((free == loaders.size()) ? 0 : 1);
	}

	private static WeakReference<ClassLoader> start() throws Exception {
		URL[] urls = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
			.map((entry) -> url(Path.of(entry)))
			.toArray(URL[]::new);
		ClassLoader before = Thread.currentThread().getContextClassLoader();
		URLClassLoader loader = new OwnClassesFirst(urls);
		try (loader) {
			Thread.currentThread().setContextClassLoader(loader);
			loader.loadClass(RestartedApplication.class.getName()).getMethod("run", boolean.class).invoke(null, true);
		}
		finally {
			Thread.currentThread().setContextClassLoader(before);
		}
		return new WeakReference<>(loader);
	}

	private static URL url(Path entry) {
		try {
			return entry.toUri().toURL();
		}
		catch (MalformedURLException ex) {
			throw new IllegalArgumentException(ex);
		}
	}

	private static final class OwnClassesFirst extends URLClassLoader {

		OwnClassesFirst(URL[] urls) {
			super(urls, Restarter.class.getClassLoader());
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (!name.startsWith("dev.goroutine.")) {
				return super.loadClass(name, resolve);
			}
			synchronized (getClassLoadingLock(name)) {
				Class<?> loaded = findLoadedClass(name);
				return (loaded != null) ? loaded : findClass(name);
			}
		}

	}

}
