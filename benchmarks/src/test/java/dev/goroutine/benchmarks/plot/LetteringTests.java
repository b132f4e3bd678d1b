package dev.goroutine.benchmarks.plot;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LetteringTests {

	@Test
	void whatFitsIsNotCut() {
		assertThat(Lettering.NORMAL.cut("twelve chars", Lettering.NORMAL.width("twelve chars")))
			.isEqualTo("twelve chars");
	}

	@Test
	void whatDoesNotFitEndsInAnEllipsisThatFits() {
		double room = Lettering.NORMAL.width("1234567");
		assertThat(Lettering.NORMAL.cut("twelve chars", room)).isEqualTo("twelve…");
		assertThat(Lettering.NORMAL.cut("thirty chars", Lettering.NORMAL.width("12345678"))).isEqualTo("thirty…");
		assertThat(Lettering.NORMAL.cut("twelve chars", 0)).isEqualTo("…");
	}

	@Test
	void linesBreakBetweenWords() {
		List<String> lines = Lettering.SMALL.wrap("one two  three\nfour\n", Lettering.SMALL.width("one two."));
		assertThat(lines).containsExactly("one two", "three", "four");
	}

	@Test
	void aWordWithoutRoomIsCut() {
		assertThat(Lettering.SMALL.wrap("a b abcdefgh", Lettering.SMALL.width("1234"))).containsExactly("a b", "abc…");
	}

}
