package dev.goroutine;

/**
 * Where a goroutine is in its life. A status may be outdated by the time it is read.
 */
public enum GoroutineStatus {

	/** Ready to run and in a queue: Go's {@code _Grunnable}. */
	RUNNABLE,

	/** On an M that runs it: Go's {@code _Grunning}. */
	RUNNING,

	/** Parked, off its M until it is readied: Go's {@code _Gwaiting}. */
	WAITING,

	/** Blocking the OS thread of its M: Go's {@code _Gsyscall}. */
	BLOCKED,

	/** Ended, so that nothing more runs on its thread: Go's {@code _Gdead}. */
	DEAD

}
