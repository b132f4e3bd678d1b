/** The work of S11 on coroutines and Kotlin's channels. */
@file:JvmName("KotlinChannels")

package dev.goroutine.benchmarks.kotlin

import java.util.concurrent.atomic.AtomicLong
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.selects.select

private const val CAPACITY = 100

/** Small, so that all values are there already. */
private const val MASK = 63

/** As many producers as consumers over one channel: nanoseconds per value. */
fun streams(size: Int, producers: Int, processors: Int): Double {
	val each = size / producers
	val received = AtomicLong()
	val channel = Channel<Int>(CAPACITY)
	return timed(processors, each * producers, producers * sumOf(each), received) {
		repeat(producers) {
			launch {
				for (i in 0 until each) {
					channel.send(i and MASK)
				}
			}
			launch {
				var sum = 0L
				for (i in 0 until each) {
					sum += channel.receive()
				}
				received.addAndGet(sum)
			}
		}
	}
}

/** One receives from several channels, each with a producer: nanoseconds per value. */
fun selects(size: Int, channels: Int, processors: Int): Double {
	val each = size / channels
	val received = AtomicLong()
	val all = List(channels) { Channel<Int>(CAPACITY) }
	return timed(processors, each * channels, channels * sumOf(each), received) {
		for (channel in all) {
			launch {
				for (i in 0 until each) {
					channel.send(i and MASK)
				}
			}
		}
		launch {
			var sum = 0L
			for (i in 0 until each * channels) {
				sum += select<Int> {
					for (channel in all) {
						channel.onReceive { it }
					}
				}
			}
			received.addAndGet(sum)
		}
	}
}

private fun timed(processors: Int, values: Int, expected: Long, received: AtomicLong, body: CoroutineScope.() -> Unit): Double {
	val start = System.nanoTime()
	runBlocking {
		CoroutineScope(coroutineContext + dispatcher(processors)).launch { body() }.join()
	}
	val elapsed = System.nanoTime() - start
	check(received.get() == expected) { "sum of the values: ${received.get()} instead of $expected" }
	return elapsed.toDouble() / values
}

private fun dispatcher(processors: Int): CoroutineDispatcher =
	if (processors == Runtime.getRuntime().availableProcessors()) Dispatchers.Default else Dispatchers.Default.limitedParallelism(processors)

private fun sumOf(each: Int): Long = (0 until each).sumOf { (it and MASK).toLong() }
