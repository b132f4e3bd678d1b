package dev.goroutine.it.kotlin

import dev.goroutine.GoBody
import dev.goroutine.GoRuntime
import dev.goroutine.Goroutine
import dev.goroutine.spring.Go
import dev.goroutine.spring.annotation.GoAnnotationBeanPostProcessor
import dev.goroutine.spring.annotation.InvalidGoMethodException
import dev.goroutine.spring.annotation.InvalidGoMethodException.Problem
import java.time.Duration
import java.util.concurrent.BlockingQueue
import java.util.concurrent.Future
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit
import java.util.function.Supplier
import org.assertj.core.api.Assertions.assertThat
import org.assertj.core.api.Assertions.catchThrowable
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Test
import org.springframework.context.annotation.AnnotationConfigApplicationContext

/** The API, `@Go` and what is said of its mistakes, as seen from Kotlin. */
class KotlinTests {

	private val runtime = GoRuntime.builder().gomaxprocs(1).build()

	private val context = AnnotationConfigApplicationContext()

	@AfterEach
	fun close() {
		context.close()
		assertThat(runtime.shutdown(Duration.ZERO)).isTrue()
	}

	@Test
	fun valueOfALambdaIsTheResult() {
		assertThat(get(runtime.go { 42 })).isEqualTo(42)
		assertThat(get(runtime.go("named") { 42 })).isEqualTo(42)
		val none: Goroutine<String?> = runtime.go("none") { null }
		assertThat(get(none)).isNull()
	}

	@Test
	fun lambdaWithoutAValueRuns() {
		val seen = LinkedBlockingQueue<String>()
		val lambda: Goroutine<Unit> = runtime.go("lambda") { seen.put(Goroutine.current()!!.name()) }
		get(lambda)
		val body: Goroutine<Void> = runtime.go("body", GoBody { seen.put(Goroutine.current()!!.name()) })
		get(body)
		assertThat(seen).containsExactly("lambda", "body")
	}

	@Test
	fun completedGoroutineMayHaveNoValue() {
		val none: Goroutine<String?> = Goroutine.completed(null)
		val text: Goroutine<String> = Goroutine.completed("text")
		assertThat(get(none)).isNull()
		assertThat(get(text)).isEqualTo("text")
	}

	@Test
	fun openMethodsRunOnGoroutines() {
		val greetings = start(Greetings::class.java)
		assertThat(get(greetings.greet("World"))).isEqualTo("Hello World from KotlinTests.Greetings.greet")
		assertThat(get(greetings.greet(null))).isNull()
		val seen = LinkedBlockingQueue<String>()
		greetings.audit(seen)
		assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo("KotlinTests.Greetings.audit")
	}

	@Test
	fun methodThatIsNotOpenIsNamedAsSuch() {
		val problem = problem(Closed::class.java)
		assertThat(problem.description()).contains("Closed#run()", "is not open").doesNotContain("final")
		assertThat(problem.fix()).contains("'open'", "kotlin-spring").doesNotContain("final")
	}

	@Test
	fun classThatIsNotOpenIsNamedAsSuch() {
		val problem = problem(ClosedWithInterface::class.java)
		assertThat(problem.description()).contains("ClosedWithInterface#run()", "is not open").doesNotContain("final")
		assertThat(problem.fix()).contains("'open'", "kotlin-spring").doesNotContain("final")
	}

	@Test
	fun suspendFunctionIsNamedAsSuch() {
		val problem = problem(Suspending::class.java)
		assertThat(problem.description()).contains("Suspending#ask(String)", "is a suspend function")
			.doesNotContain("Object", "Continuation")
		assertThat(problem.fix()).contains("Remove 'suspend'", "Unit", "Goroutine").doesNotContain("void")
	}

	@Test
	fun otherReturnTypeIsToBeUnit() {
		assertThat(problem(ReturnsText::class.java).fix()).contains("Unit, Future").doesNotContain("void")
	}

	private fun <T : Any> start(type: Class<T>): T {
		context.beanFactory.registerSingleton("goroutineRuntime", runtime)
		context.registerBean(
			GoAnnotationBeanPostProcessor::class.java,
			Supplier { GoAnnotationBeanPostProcessor().apply { isProxyTargetClass = true } },
		)
		context.register(type)
		context.refresh()
		return context.getBean(type)
	}

	private fun problem(type: Class<*>): Problem {
		val failure = catchThrowable { start(type) }
		return generateSequence(failure) { it.cause }.filterIsInstance<InvalidGoMethodException>().first().problems.first()
	}

	private fun <T> get(future: Future<T>): T? = future.get(30, TimeUnit.SECONDS)

	open class Greetings {

		@Go
		open fun greet(whom: String?): Goroutine<String?> =
			Goroutine.completed(whom?.let { "Hello $it from ${Goroutine.current()?.name()}" })

		@Go
		open fun audit(seen: BlockingQueue<String>) {
			seen.put(Goroutine.current()?.name() ?: "no goroutine")
		}

	}

	class Closed {

		@Go
		fun run() {
		}

	}

	class ClosedWithInterface : Runnable {

		@Go
		override fun run() {
		}

	}

	open class Suspending {

		@Go
		open suspend fun ask(whom: String): String = whom

	}

	open class ReturnsText {

		@Go
		open fun ask(): String = ""

	}

}
