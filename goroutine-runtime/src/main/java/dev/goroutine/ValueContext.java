package dev.goroutine;

import java.time.Instant;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * See {@link Context#withValue}.
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

	/** A loop, since there may be more contexts on the way than fit on a stack. */
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

	/** Without the value, which is nobody's business. */
	@Override
	public String toString() {
		return this.parent + ".WithValue(" + this.key.getClass().getSimpleName() + ")";
	}

}
