const LENGTH = 300;

/**
 * What one runtime did of late: rates and percentiles come from the differences of two readings.
 */
export class History {

	#last = null;

	points = { time: [], runnable: [], running: [], latency: [], steals: [], handoffs: [] };

	/**
	 * Takes a reading.
	 * @returns what has happened since the one before, as texts, latest last
	 */
	add(runtime, time) {
		const last = this.#last;
		this.#last = { runtime, time };
		const snapshot = runtime.snapshot;
		const seconds = last ? (time - last.time) / 1000 : 0;
		const rate = name => (last && seconds > 0) ? (snapshot.totals[name] - last.runtime.snapshot.totals[name]) / seconds : null;
		this.#push({
			time: time / 1000,
			runnable: snapshot.goroutines.runnable,
			running: snapshot.goroutines.running,
			latency: last ? percentile(runtime.latency, last.runtime.latency, 0.99) : null,
			steals: rate("steals"),
			handoffs: rate("handoffs")
		});
		return last ? events(snapshot, last.runtime.snapshot) : [];
	}

	#push(point) {
		for (const [name, values] of Object.entries(this.points)) {
			values.push(point[name]);
			if (values.length > LENGTH) {
				values.shift();
			}
		}
	}

}

/** In milliseconds, or null if nothing was timed. */
function percentile(now, before, share) {
	const counts = new Map(now.map(bucket => [bucket.nanos, bucket.count]));
	before.forEach(bucket => counts.set(bucket.nanos, counts.get(bucket.nanos) - bucket.count));
	const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
	let rank = Math.ceil(share * total);
	if (rank === 0) {
		return null;
	}
	for (const [nanos, count] of [...counts].sort((a, b) => a[0] - b[0])) {
		rank -= count;
		if (rank <= 0) {
			return nanos / 1e6;
		}
	}
	return null;
}

function events(now, before) {
	const texts = [];
	if (now.gomaxprocs !== before.gomaxprocs) {
		texts.push({ kind: "gomaxprocs", text: `GOMAXPROCS went from ${before.gomaxprocs} to ${now.gomaxprocs}` });
	}
	const reasons = Object.entries(now.totals.handoffsByReason)
		.filter(([name, count]) => count > before.totals.handoffsByReason[name])
		.map(([name, count]) => `${count - before.totals.handoffsByReason[name]} ${name}`);
	const processors = new Map(before.processors.map(processor => [processor.id, processor]));
	for (const processor of now.processors) {
		const known = processors.get(processor.id);
		if (known && processor.handoffs > known.handoffs) {
			texts.push({ kind: "handoff", processor: processor.id, text: `P${processor.id} was handed off ${times(processor.handoffs - known.handoffs)} (all Ps: ${reasons.join(", ")})` });
		}
		if (known && processor.steals > known.steals) {
			texts.push({ kind: "steal", processor: processor.id, text: `P${processor.id} stole ${goroutines(processor.steals - known.steals)}` });
		}
	}
	const machines = new Map(before.machines.map(machine => [machine.id, machine]));
	for (const machine of now.machines) {
		if (machine.status === "BLOCKED" && machines.get(machine.id)?.status !== "BLOCKED") {
			texts.push({ kind: "blocked", text: `M${machine.id} is blocked${machine.goroutine != null ? ` in goroutine ${machine.goroutine}` : ""}` });
		}
	}
	return texts;
}

function goroutines(count) {
	return count === 1 ? "a goroutine" : `${count} goroutines`;
}

function times(count) {
	return count === 1 ? "once" : `${count} times`;
}
