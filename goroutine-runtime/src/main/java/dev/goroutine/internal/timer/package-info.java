/**
 * Timers: actions that happen at a given time. There may be a million of them at once,
 * and most never happen because they are cancelled before.
 *
 * <h2>The design</h2> One daemon thread for the whole JVM owns a
 * {@link dev.goroutine.internal.timer.TimingWheel}, in which a timer costs the same
 * whether there are ten or a million. The thread sleeps until the next tick that has a
 * timer. All other threads only push new timers onto a stack
 * ({@link dev.goroutine.internal.timer.TimerStack}), and cancel a timer by changing one
 * word of it from pending to cancelled. They wake the timer thread for a new timer only
 * if that is due before all that the thread knows of, and for cancelled timers only if
 * there are many. See {@link dev.goroutine.internal.timer.WheelTimerQueue}.
 *
 * <h2>Designs that would not do</h2>
 * <ol>
 * <li><i>The JDK's timers.</i> For schedulers other than its own the JDK has a
 * {@code ScheduledThreadPoolExecutor}, on small machines a single one: a heap under a
 * lock, where each sleep costs log n cache misses when it begins and when it ends, and
 * every sleep takes the lock twice, even one that is not the next to end.</li>
 * <li><i>A heap for each P, as in Go.</i> It needs neither a thread of its own nor a
 * hand-over. But each M would have to read the clock in each turn of its loop, idle Ms
 * would have to agree which of them sleeps until when, and Ps would have to steal timers
 * from one another. A goroutine that hogs its P would make the timers of that P late. And
 * a heap pays for an order that is not needed: it also sorts timers that are cancelled or
 * are due in an hour.</li>
 * <li><i>Removing cancelled timers at once.</i> That needs either a lock around the wheel
 * or a message to its owner. Instead, a cancelled timer drops its references. Its empty
 * shell is removed when its time comes, or when half of the wheel are shells.</li>
 * <li><i>A timer thread for each runtime.</i> One thread serves all runtimes for the
 * price of one. And a goroutine that still sleeps in a runtime that is shut down still
 * wakes up.</li>
 * </ol>
 *
 * <h2>Long work</h2> A timer with much to do, such as ending a context that many
 * goroutines wait for, works in parts, for half of each tick. Other timers fire in
 * between ({@link dev.goroutine.internal.timer.Timer#left}). This needs neither another
 * thread nor memory, since there may be neither when a deadline passes.
 *
 * <h2>Rules for code in here</h2> It runs on goroutines, on Ms and on the timer thread.
 * It takes no lock, does not log, and allocates nothing once a timer is there.
 */
@NullMarked
package dev.goroutine.internal.timer;

import org.jspecify.annotations.NullMarked;
