package dev.goroutine.internal.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** The number of Ps was changed. */
@Name("dev.goroutine.GomaxprocsChange")
@Label("GOMAXPROCS Change")
@Description("The number of Ps was changed while goroutines run")
@Category("Goroutines")
final class GomaxprocsChangeEvent extends Event {

	@Label("Runtime")
	@Nullable String runtime;

	@Label("Before")
	int before;

	@Label("After")
	int after;

}
