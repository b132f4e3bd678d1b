package dev.goroutine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The context of {@link Context#withValue}.
 */
final class ValueContext implements Context {

	final Context parent;

	private final Object key;

	private final Object value;

	ValueContext(Context parent, Object key, Object value) {
		this.parent = parent;
		this.key = Objects.requireNonNull(key, "key");
		this.value = Objects.requireNonNull(value, "value");
	}

	@Override
	public @Nullable Object value(Object key) {
		return lookUp(this, key);
	}

	/**
	 * Looks up a value. It is a loop, because there may be more contexts on the way than
	 * fit on a stack.
	 */
	static @Nullable Object lookUp(Context start, Object key) {
		Objects.requireNonNull(key, "key");
		Context context = start;
		while (!(context instanceof BackgroundContext)) {
			if (context instanceof ValueContext self) {
				if (key.equals(self.key)) {
					return self.value;
				}
				context = self.parent;
			}
			else {
				context = ((CancelContext) context).parent;
			}
		}
		return null;
	}

	@Override
	public ReceiveChan<Void> done() {
		CancelContext ancestor = CancelContext.nearest(this);
		return (ancestor != null) ? ancestor.done() : Context.background().done();
	}

	@Override
	public @Nullable Throwable err() {
		CancelContext ancestor = CancelContext.nearest(this);
		return (ancestor != null) ? ancestor.err() : null;
	}

	@Override
	public @Nullable Instant deadline() {
		CancelContext ancestor = CancelContext.nearest(this);
		return (ancestor != null) ? ancestor.deadline() : null;
	}

	@Override
	public String toString() {
		return path(this);
	}

	/**
	 * Returns the text of all contexts from the background to the given one, as Go shows
	 * them. It is a loop for the same reason. Values are left out, because they may be
	 * secret.
	 */
	static String path(Context end) {
		List<String> steps = new ArrayList<>();
		Context context = end;
		while (!(context instanceof BackgroundContext)) {
			if (context instanceof ValueContext self) {
				steps.add(".WithValue(" + self.key.getClass().getSimpleName() + ")");
				context = self.parent;
			}
			else {
				CancelContext self = (CancelContext) context;
				steps.add(self.step());
				context = self.parent;
			}
		}
		return context + String.join("", steps.reversed());
	}

}
