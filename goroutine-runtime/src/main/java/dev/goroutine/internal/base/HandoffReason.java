package dev.goroutine.internal.base;

/** The reason why a P was taken from its M. */
public enum HandoffReason {

	/** The M blocks in a call of the operating system. */
	BLOCKED,

	/** Its goroutine has run for a whole time slice and others wait. */
	TIMESLICE,

	/** Its goroutine has said that it is going to block. */
	EXPLICIT

}
