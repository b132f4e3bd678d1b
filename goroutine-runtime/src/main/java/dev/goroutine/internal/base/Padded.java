package dev.goroutine.internal.base;

/**
 * Keeps the fields of a subclass, written by one OS thread all the time, off the cache
 * lines of its neighbours on the heap. The padding is 120 bytes and a header: two lines,
 * since x86 fetches lines in pairs. The {@code int} takes the space that a header of 12
 * bytes leaves free. Otherwise the JVM would put a field of the subclass there.
 */
@SuppressWarnings("unused")
public abstract class Padded {

	private int gap;

	private long p00, p01, p02, p03, p04, p05, p06, p07;

	private long p08, p09, p10, p11, p12, p13, p14;

}
