package dev.goroutine.it;

import java.util.Map;
import java.util.stream.Collectors;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import dev.goroutine.internal.watch.SchedTrace;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The arrows of ARCHITECTURE.md: from Spring to the runtime, its scheduler, and what that
 * needs of the JDK's inside, and never back.
 */
@AnalyzeClasses(packages = "dev.goroutine", importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

	@ArchTest
	static final ArchRule arrowsPointInOneDirection = layeredArchitecture().consideringOnlyDependenciesInLayers()
		.layer("analysis of failures")
		.definedBy("dev.goroutine.spring.boot.autoconfigure.diagnostics")
		.layer("auto-configuration of web")
		.definedBy("dev.goroutine.spring.boot.autoconfigure.web")
		.layer("auto-configuration")
		.definedBy("dev.goroutine.spring.boot.autoconfigure")
		.layer("page")
		.definedBy("dev.goroutine.spring.boot.page")
		.layer("endpoints")
		.definedBy("dev.goroutine.spring.boot.actuate")
		.layer("web")
		.definedBy("dev.goroutine.spring.boot.web")
		.layer("@Go advice")
		.definedBy("dev.goroutine.spring.annotation..")
		.layer("scheduling")
		.definedBy("dev.goroutine.spring.scheduling")
		.layer("observation")
		.definedBy("dev.goroutine.spring.observation")
		.layer("tasks")
		.definedBy("dev.goroutine.spring.task")
		.layer("runtime beans")
		.definedBy("dev.goroutine.spring.runtime")
		.layer("@Go")
		.definedBy("dev.goroutine.spring")
		.layer("testing")
		.definedBy("dev.goroutine.testing")
		.layer("runtime")
		.definedBy("dev.goroutine")
		.layer("watch, leak, bubble")
		.definedBy("dev.goroutine.internal.watch", "dev.goroutine.internal.leak", "dev.goroutine.internal.bubble")
		.layer("contexts")
		.definedBy("dev.goroutine.internal.context")
		.layer("channels")
		.definedBy("dev.goroutine.internal.chan")
		.layer("locks and waiters")
		.definedBy("dev.goroutine.internal.sync")
		.layer("scheduler")
		.definedBy("dev.goroutine.internal.scheduler")
		.layer("queue, table")
		.definedBy("dev.goroutine.internal.queue", "dev.goroutine.internal.table")
		.layer("base")
		.definedBy("dev.goroutine.internal.base")
		.layer("records, timers")
		.definedBy("dev.goroutine.internal.jfr", "dev.goroutine.internal.trace", "dev.goroutine.internal.timer")
		.layer("JDK access")
		.definedBy("dev.goroutine.internal.jdk")
		.whereLayer("analysis of failures")
		.mayNotBeAccessedByAnyLayer()
		.whereLayer("auto-configuration of web")
		.mayNotBeAccessedByAnyLayer()
		.whereLayer("auto-configuration")
		.mayOnlyBeAccessedByLayers("analysis of failures", "auto-configuration of web")
		.whereLayer("page")
		.mayOnlyBeAccessedByLayers("auto-configuration")
		.whereLayer("endpoints")
		.mayOnlyBeAccessedByLayers("auto-configuration", "page")
		.whereLayer("web")
		.mayOnlyBeAccessedByLayers("auto-configuration of web")
		.whereLayer("@Go advice")
		.mayOnlyBeAccessedByLayers("auto-configuration", "analysis of failures")
		.whereLayer("scheduling")
		.mayOnlyBeAccessedByLayers("auto-configuration")
		.whereLayer("observation")
		.mayOnlyBeAccessedByLayers("auto-configuration", "endpoints", "@Go advice")
		.whereLayer("tasks")
		.mayOnlyBeAccessedByLayers("auto-configuration", "@Go advice", "scheduling")
		.whereLayer("runtime beans")
		.mayOnlyBeAccessedByLayers("auto-configuration", "auto-configuration of web", "analysis of failures", "page",
				"endpoints", "@Go advice")
		.whereLayer("@Go")
		.mayOnlyBeAccessedByLayers("endpoints", "web", "@Go advice", "observation")
		.whereLayer("testing")
		.mayNotBeAccessedByAnyLayer()
		.whereLayer("watch, leak, bubble")
		.mayOnlyBeAccessedByLayers("runtime", "testing")
		.whereLayer("contexts")
		.mayOnlyBeAccessedByLayers("runtime")
		.whereLayer("channels")
		.mayOnlyBeAccessedByLayers("runtime", "contexts")
		.whereLayer("locks and waiters")
		.mayOnlyBeAccessedByLayers("runtime", "contexts", "channels")
		.whereLayer("scheduler")
		.mayOnlyBeAccessedByLayers("runtime", "testing", "watch, leak, bubble", "contexts", "channels",
				"locks and waiters")
		.whereLayer("queue, table")
		.mayOnlyBeAccessedByLayers("runtime", "watch, leak, bubble", "scheduler")
		.whereLayer("base")
		.mayOnlyBeAccessedByLayers("runtime", "watch, leak, bubble", "locks and waiters", "scheduler", "queue, table")
		.whereLayer("records, timers")
		.mayOnlyBeAccessedByLayers("runtime", "watch, leak, bubble", "contexts", "channels", "locks and waiters",
				"scheduler", "queue, table", "base")
		.whereLayer("JDK access")
		.mayOnlyBeAccessedByLayers("endpoints", "testing", "runtime", "watch, leak, bubble", "scheduler",
				"queue, table", "base");

	/** Rooms that stand side by side do not know each other. */
	@ArchTest
	static final ArchRule roomsOfOneLayerDoNotKnowEachOther = CompositeArchRule
		.of(slices().matching("dev.goroutine.internal.(watch|leak|bubble)").should().notDependOnEachOther())
		.and(slices().matching("dev.goroutine.internal.(queue|table)").should().notDependOnEachOther())
		.and(slices().matching("dev.goroutine.internal.(jfr|trace|timer|jdk)").should().notDependOnEachOther());

	/** The inside is for nobody to use, so nothing that users call may show it. */
	@ArchTest
	static final ArchRule apiShowsNothingOfTheInside = classes().that()
		.resideInAnyPackage("dev.goroutine", "dev.goroutine.testing", "dev.goroutine.spring..")
		.and()
		.arePublic()
		.should(new ShowNothingInternal());

	/**
	 * A stranger reads a list of files in one go if it is short. The API is as long as
	 * its names.
	 */
	@ArchTest
	static void packagesAreSmall(JavaClasses classes) {
		Map<String, Long> sizes = classes.stream()
			.filter((type) -> type.isTopLevelClass() && !type.getSimpleName().equals("package-info"))
			.collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
		sizes.remove("dev.goroutine");
		assertThat(sizes).allSatisfy((name, size) -> assertThat(size).as(name).isLessThanOrEqualTo(25));
	}

	@ArchTest
	static final ArchRule packagesFormNoCycle = slices().matching("dev.(**)").should().beFreeOfCycles();

	/** Of Kotlin it has an annotation that only the compiler reads. */
	@ArchTest
	static final ArchRule runtimeNeedsNothingButQueues = classes().that()
		.resideInAnyPackage("dev.goroutine", "dev.goroutine.internal..")
		.should()
		.onlyDependOnClassesThat()
		.resideInAnyPackage("dev.goroutine..", "java..", "jdk.jfr", "org.jspecify..", "kotlin.internal");

	/** The inside of the JDK is touched in one place. */
	@ArchTest
	static final ArchRule onlyJdkAccessCallsNativeCode = noClasses().that()
		.resideOutsideOfPackage("dev.goroutine.internal.jdk")
		.should()
		.dependOnClassesThat()
		.resideInAnyPackage("java.lang.foreign", "jdk.internal..", "sun..");

	@ArchTest
	static final ArchRule nothingIsInjectedIntoFields = NO_CLASSES_SHOULD_USE_FIELD_INJECTION;

	/** The scheduler's trace goes where Go's goes. */
	@ArchTest
	static final ArchRule nothingPrints = noClasses().that()
		.doNotBelongToAnyOf(SchedTrace.class)
		.should(ACCESS_STANDARD_STREAMS);

	@ArchTest
	static final ArchRule autoConfigurationsAreFinal = classes().that()
		.areAnnotatedWith(AutoConfiguration.class)
		.should()
		.haveModifier(JavaModifier.FINAL)
		.andShould()
		.haveSimpleNameEndingWith("AutoConfiguration");

	/** Their beans are for the context and not for callers. */
	@ArchTest
	static final ArchRule beanMethodsArePackagePrivate = methods().that()
		.areAnnotatedWith(Bean.class)
		.should()
		.bePackagePrivate();

}
