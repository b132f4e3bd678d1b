package dev.goroutine.benchmarks.plot;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class PlotFileTests {

	@TempDir
	Path directory;

	@Test
	void takesThePlaceOfThatOfAnEarlierRun() throws IOException {
		Path path = this.directory.resolve("target/plot.svg");
		new PlotFile(path).replace(Optional.of("first"));
		new PlotFile(path).replace(Optional.of("second"));
		assertThat(path).hasContent("second");
	}

	@Test
	void withoutAPlotThatOfAnEarlierRunGoes() throws IOException {
		Path path = this.directory.resolve("plot.svg");
		new PlotFile(path).replace(Optional.empty());
		assertThat(path).doesNotExist();
		new PlotFile(path).replace(Optional.of("first"));
		new PlotFile(path).replace(Optional.empty());
		assertThat(path).doesNotExist();
	}

}
