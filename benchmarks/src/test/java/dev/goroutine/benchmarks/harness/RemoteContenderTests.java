package dev.goroutine.benchmarks.harness;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

@DisabledOnOs(OS.WINDOWS)
class RemoteContenderTests {

	@Test
	void oneLineOutStartsARoundAndOneComesBack() throws IOException {
		try (RemoteContender contender = shell("while read line; do N=$((N+1)); echo $N.5; done")) {
			assertThat(contender.round()).isEqualTo(7.5);
			assertThat(contender.round()).isEqualTo(8.5);
		}
	}

	@Test
	void aLineThatIsNoFigureIsTheReasonOfAFailure() throws IOException {
		try (RemoteContender contender = shell("read line; echo 999 instead of 1000")) {
			assertThatIOException().isThrownBy(contender::round).withMessage("999 instead of 1000");
		}
	}

	@Test
	void aProcessThatEndsIsAFailure() throws IOException {
		try (RemoteContender contender = shell("read line; exit 3")) {
			assertThatIOException().isThrownBy(contender::round).withMessageContaining("has ended");
		}
	}

	private static RemoteContender shell(String script) throws IOException {
		return RemoteContender.start(List.of("sh", "-c", script), Map.of("N", "6"));
	}

}
