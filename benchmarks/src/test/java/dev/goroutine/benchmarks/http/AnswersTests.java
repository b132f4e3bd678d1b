package dev.goroutine.benchmarks.http;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AnswersTests {

	private final Answers answers = new Answers();

	@Test
	void wholeOnesAndParts() {
		this.answers.add(110, 120);
		this.answers.add(120, 130);
		assertThat(this.answers.between(100, 200)).isEqualTo(2);
		this.answers.add(90, 110);
		assertThat(this.answers.between(100, 200)).isEqualTo(2.5);
		this.answers.add(170, 270);
		assertThat(this.answers.between(100, 200)).isEqualTo(2.8);
	}

	@Test
	void oneThatTakesLongerThanTheSpan() {
		this.answers.add(0, 1_000);
		assertThat(this.answers.between(100, 200)).isEqualTo(0.1);
	}

	@Test
	void thoseBeforeAndAfterDoNotCount() {
		this.answers.add(0, 100);
		this.answers.add(200, 300);
		this.answers.add(10, 20);
		assertThat(this.answers.between(100, 200)).isZero();
	}

	@Test
	void oneThatTookNoTimeIsWorthNothing() {
		this.answers.add(150, 150);
		assertThat(this.answers.between(100, 200)).isZero();
	}

}
