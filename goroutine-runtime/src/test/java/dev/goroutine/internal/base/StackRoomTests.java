package dev.goroutine.internal.base;

import java.util.List;

import dev.goroutine.ForkedJvm;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * However the look for room is compiled, it sees so much of it that the interpreter can
 * do what it stands for.
 */
class StackRoomTests {

	@ParameterizedTest
	@ValueSource(strings = { "-Xint", "-XX:TieredStopAtLevel=1", "-XX:TieredStopAtLevel=3", "-XX:-TieredCompilation",
			"-XX:+TieredCompilation" })
	void reachesAsFarAsTheInterpreter(String compiler) throws Exception {
		ForkedJvm.Output output = ForkedJvm.run(
				List.of(compiler, "-XX:CompileCommand=quiet",
						"-XX:CompileCommand=exclude,dev.goroutine.internal.base.StackRoomTests::interpreted"),
				StackRoomTests.class);
		assertThat(output.exitCode()).as(output.text()).isZero();
		assertThat(Integer.parseInt(output.text().strip())).isGreaterThanOrEqualTo(15 * 1024);
	}

	private static int deepest;

	private static int deepestWithRoom;

	/** Prints how many bytes there are at least where the look still sees room. */
	static void main(String[] arguments) throws Exception {
		int rooms = 0;
		for (int i = 0; i < 200_000; i++) {
			rooms += StackRoom.isThere() ? 1 : 0;
		}
		assertThat(rooms).isEqualTo(200_000);
		int small = depth(4, false);
		int large = depth(8, false);
		int frame = (4 << 20) / (large - small);
		depth(4, true);
		System.out.println(frame * (deepest - deepestWithRoom));
	}

	private static int depth(int mebibytes, boolean look) throws InterruptedException {
		deepest = 0;
		Thread thread = new Thread(null, () -> {
			try {
				interpreted(1, look);
			}
			catch (StackOverflowError ex) {
				// There the stack ends.
			}
		}, "deep", (long) mebibytes << 20);
		thread.start();
		thread.join();
		return deepest;
	}

	@SuppressWarnings("InfiniteRecursion")
	private static void interpreted(int depth, boolean look) {
		deepest = depth;
		if (look && StackRoom.isThere()) {
			deepestWithRoom = depth;
		}
		interpreted(depth + 1, look);
	}

}
