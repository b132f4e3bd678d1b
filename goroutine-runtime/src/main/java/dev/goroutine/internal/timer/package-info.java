/**
 * Timers: what is to happen at a time, of which there may be a million at once, most of
 * them never to happen because they are cancelled before.
 *
 * <h2>The design</h2> One daemon thread for the whole JVM owns a
 * {@link dev.goroutine.internal.timer.TimingWheel}, in which a timer costs the same
 * whether there are ten or a million, and sleeps until the next tick that has one.
 * Everybody else only pushes onto a stack
 * ({@link dev.goroutine.internal.timer.TimerStack}) and turns one word of the timer from
 * pending to cancelled. The thread is woken for a new timer only if that comes before
 * everything it knows of, and for cancelled ones only if there are many.
 * {@link dev.goroutine.internal.timer.WheelTimerQueue}
 *
 * <h2>Designs that would not do</h2>
 * <ol>
 * <li><i>The JDK's timers.</i> For schedulers other than its own the JDK has a
 * {@code ScheduledThreadPoolExecutor}, on small machines a single one: a heap under a
 * lock, where each sleep costs log n cache misses at both ends, and a sleeper that is not
 * the first one to wake still takes the lock twice.</li>
 * <li><i>A heap for each P, as in Go.</i> No thread of its own and no hand-over, but each
 * turn of each M would have to read the clock, idle Ms would have to agree on who sleeps
 * until when, and Ps to steal timers from one another. A goroutine that hogs its P would
 * make its timers late. A heap pays for an order that nobody needs: what has been
 * cancelled or is due in an hour is sorted too.</li>
 * <li><i>Removing what is cancelled at once.</i> That needs either a lock around the
 * wheel or a message to its owner. A cancelled timer lets go of what it refers to; its
 * empty shell goes when its time comes or when shells are as many as timers.</li>
 * <li><i>A thread for each runtime.</i> A tick serves all of them for the price of one,
 * and what still sleeps in a runtime that is shut down still wakes up.</li>
 * </ol>
 *
 * <h2>What takes long</h2> A timer that has much to do, such as to end a context that
 * many wait for, does it in parts, for half of each tick, and other timers fire in
 * between ({@link dev.goroutine.internal.timer.Timer#left}). That takes neither a thread
 * nor memory, of which there may be none when a deadline is over.
 *
 * <h2>Rules for code in here</h2> It runs on goroutines, on Ms and on the timer thread.
 * It takes no lock, does not log, and allocates nothing once a timer is there.
 */
@NullMarked
package dev.goroutine.internal.timer;

import org.jspecify.annotations.NullMarked;
