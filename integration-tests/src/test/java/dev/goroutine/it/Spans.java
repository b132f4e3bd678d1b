package dev.goroutine.it;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import brave.handler.MutableSpan;
import brave.handler.SpanHandler;
import brave.propagation.TraceContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The spans that have ended.
 */
class Spans extends SpanHandler {

	final List<MutableSpan> finished = new CopyOnWriteArrayList<>();

	@Override
	public boolean end(TraceContext context, MutableSpan span, Cause cause) {
		return this.finished.add(span);
	}

	MutableSpan named(String name) {
		assertThat(this.finished).extracting(MutableSpan::name).contains(name);
		return this.finished.stream().filter((span) -> name.equals(span.name())).findFirst().orElseThrow();
	}

}
