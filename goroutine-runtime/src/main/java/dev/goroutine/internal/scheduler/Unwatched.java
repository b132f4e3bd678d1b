package dev.goroutine.internal.scheduler;

/** Watches nothing, and makes nothing background work: for a scheduler without Ms. */
public final class Unwatched implements Watcher, BackgroundWork {

	@Override
	public void start() {
	}

	@Override
	public void wake() {
	}

	@Override
	public void wakeIfAsleep() {
	}

	@Override
	public void wakeIfOverdue() {
	}

	@Override
	public BackgroundWork backgroundWork() {
		return this;
	}

	@Override
	public long oldestRunnableNanos() {
		return 0;
	}

	@Override
	public boolean isOn() {
		return false;
	}

	@Override
	public boolean isBornNice(int osId) {
		return false;
	}

	@Override
	public boolean isCallerBackground() {
		return false;
	}

	@Override
	public boolean raise(int osId) {
		return false;
	}

	@Override
	public void ran(long cpuNanos) {
	}

}
