package dev.goroutine.benchmarks.plot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The file of a plot, which belongs to the table beside it.
 *
 * @param path where it is
 */
public record PlotFile(Path path) {

	/**
	 * Writes the plot. If there is none, that of an earlier run goes, as its table has.
	 * @param plot the plot
	 * @throws IOException if it cannot be written, or deleted
	 */
	public void replace(Optional<String> plot) throws IOException {
		if (plot.isPresent()) {
			Files.createDirectories(this.path.toAbsolutePath().getParent());
			Files.writeString(this.path, plot.get());
		}
		else {
			Files.deleteIfExists(this.path);
		}
	}

}
