/**
 * The scheduler: Go's G, M and P on the JVM.
 *
 * <h2>The three letters</h2>
 * <ul>
 * <li><b>G</b>, a goroutine: a body with a stack of its own, cheap to create and cheap to
 * switch. Here it is a JDK virtual thread, whose stack lives on the heap while it is
 * parked. {@link dev.goroutine.internal.scheduler.G}</li>
 * <li><b>M</b>, a machine: an OS thread. It is the only thing that the kernel knows of,
 * and the only thing that a blocking call can block.
 * {@link dev.goroutine.internal.scheduler.Machine}</li>
 * <li><b>P</b>, a processor: the right to run one goroutine at a time, with the queue of
 * the goroutines that wait for it. There are GOMAXPROCS of them.
 * {@link dev.goroutine.internal.scheduler.Processor}</li>
 * </ul>
 * An M runs Gs while it has a P. There are as many Ps as cores should be busy, and as
 * many Ms as it takes to keep the Ps busy: an M that is stuck in a call of the operating
 * system keeps its G, and its P can go to another M.
 *
 * <h2>Designs that would not do</h2>
 * <ol>
 * <li><i>M and G only, one queue for all.</i> Every switch takes the same lock, and a
 * goroutine that wakes another does so on some other core, with cold caches. Go had this
 * before 1.1.</li>
 * <li><i>A queue per OS thread.</i> When the thread blocks, its queue is stuck with it,
 * and every thread that was ever needed has a queue to be searched. Hence the P: the
 * queue belongs to the right to run and not to the thread.</li>
 * <li><i>A fixed pool of carriers.</i> The JDK runs virtual threads this way. A goroutine
 * that burns CPU or sits in native code takes its carrier with it. When there are as many
 * such goroutines as carriers, nothing else in the JVM moves.</li>
 * </ol>
 *
 * <h2>The design in use</h2> Each P has a local run queue. Only the M that has the P adds
 * to it, so adding needs no lock, and goroutines that run together stay together. A
 * goroutine that becomes ready on another goroutine goes to that queue: into the next
 * slot if it was woken, to the tail if it yielded. A goroutine that becomes ready
 * elsewhere goes to the global run queue. An M looks for work in its local queue, then in
 * the global one, then at other Ps, where it takes half. Every 61st time, or sooner if
 * the time slices are long ({@link dev.goroutine.internal.base.GlobalTurn}), the global
 * queue comes first. An M that finds nothing gives its P up and parks; after it has been
 * parked for long enough, it ends. A thread that puts work into a queue and sees an idle
 * P wakes an M for it. Ms are woken one at a time: an M that searches and finds work
 * wakes the next. {@link dev.goroutine.internal.queue.LocalRunQueue},
 * {@link dev.goroutine.internal.queue.GlobalRunQueue},
 * {@link dev.goroutine.internal.scheduler.Stealer},
 * {@link dev.goroutine.internal.scheduler.IdleMachines},
 * {@link dev.goroutine.internal.scheduler.Scheduler}
 *
 * <h2>A goroutine's way</h2> {@code GoRuntime.go} makes a G and starts its virtual
 * thread. The JDK then hands the thread's <i>continuation</i> to the thread's scheduler,
 * which is the G itself: {@code G.execute}. That method puts the G into a queue
 * ({@code Scheduler.ready}, {@code Machine.ready}). An M finds it there
 * ({@code Search.next}) and runs the continuation, that is the goroutine, until it parks,
 * yields or ends ({@code Machine.execute}). A goroutine that parks is in no queue: the
 * thread that unparks it makes the JDK call {@code G.execute} again. So the JDK keeps
 * stacks and parking, and this package decides which goroutine runs, where, and when.
 *
 * <h2>The main complication: the owner of a P</h2> A goroutine that has woken another is
 * about to put it into the queue of "its" P. Is it still its P? A P may be taken from an
 * M at any time while a goroutine runs, since that is the point of the whole design; and
 * the queue allows one producer. Checking first is no help, because the P can be taken
 * right after the check. So each P has a word that names the M which runs on it. Every
 * use of the queue from within a goroutine turns that word, by compare-and-swap, from "M
 * runs" into "M produces" and back. A thread that wants the P turns it from "M runs" into
 * "nobody". One of the two swaps fails. The M that has lost its P puts goroutines that it
 * readies into the global queue, and when its goroutine stops it looks for another P or
 * parks. This costs a swap and a fence for each wake-up, some nanoseconds, and keeps
 * everything else as simple as if Ps were never taken.
 * {@link dev.goroutine.internal.scheduler.Processor} tells the details.
 *
 * <h2>How Ps are taken</h2> {@link dev.goroutine.internal.base.HandoffReason} has the
 * three reasons. A goroutine that knows that it will block gives its P away itself. For
 * the other goroutines there is sysmon, a thread that looks at the Ps now and then. If
 * the tick of a P stands still, its goroutine either blocks (the M uses no CPU) or burns
 * CPU (the M uses it). The M that has lost its P goes on with its goroutine. If the
 * goroutine burns many times the CPU time that runs usually need here
 * ({@link dev.goroutine.internal.watch.RunLengths}), the M becomes background work for
 * the operating system until the goroutine stops.
 *
 * <h2>The other complication: work that nobody comes for</h2> An M that is about to park
 * and a goroutine that is about to put work into a queue may each decide by what the
 * other has not yet done. Both write first and read then, with a full fence in between,
 * so at least one of them sees the other: see {@code Machine.releasep}, and for the case
 * that no M can be had, {@code Wakeup.startm}.
 *
 * <h2>Rules for code in here</h2> The code runs on Ms between goroutines, or on a
 * goroutine that the JDK has pinned. It must not take a lock that a virtual thread can
 * hold while it is parked, must not log, must not run a continuation from within
 * {@code execute}, and must not refuse a continuation: the goroutine would be lost for
 * ever. Any thread that readies a goroutine may be background work. Such a thread can
 * lose its core for as long as others have something to do, so it must not claim anything
 * that others then rely on. A P is idle only if its queue is empty, and a goroutine is in
 * the queues once at most.
 */
@NullMarked
package dev.goroutine.internal.scheduler;

import org.jspecify.annotations.NullMarked;
