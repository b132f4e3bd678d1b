import { Charts } from "./charts.js";
import { element, setText, show } from "./dom.js";
import { History } from "./history.js";
import { Picture } from "./picture.js";

// In nobody's frame, where a click on what looks like something else could interrupt a goroutine.
if (window.top !== window) {
	document.body.replaceChildren();
	throw new Error("The page does not work in a frame");
}

const PERIOD = 1000;

const MAX_EVENTS = 50;

const byId = id => document.getElementById(id);

const select = byId("runtime");

const settings = byId("settings");

const detail = byId("detail");

const histories = new Map();

const picture = new Picture(goroutineButton);

const charts = new Charts(byId("charts"));

/** The latest reading. */
let state = null;

let shownSettings = null;

/** Once a second, one request at a time. */
async function poll() {
	if (!document.hidden) {
		try {
			const response = await fetch("state", { headers: { Accept: "application/json" } });
			if (!response.ok || response.redirected) {
				throw new Error(`the application answers with status ${response.status}`);
			}
			take(await response.json());
			problem("");
		}
		catch (error) {
			problem(`No reading: ${error.message}`);
		}
	}
	setTimeout(poll, PERIOD);
}

function problem(text) {
	setText(byId("problem"), text);
	byId("problem").hidden = !text;
}

function take(reading) {
	state = reading;
	const names = state.runtimes.map(runtime => runtime.snapshot.name);
	show(select, names, name => name, name => element("option", { value: name }, name), () => { });
	const now = Date.now();
	for (const runtime of state.runtimes) {
		const name = runtime.snapshot.name;
		if (!histories.has(name)) {
			histories.set(name, new History());
		}
		const happened = histories.get(name).add(runtime, now);
		if (name === select.value) {
			render(runtime, happened);
		}
	}
}

function current() {
	return state?.runtimes.find(runtime => runtime.snapshot.name === select.value);
}

function render(runtime, happened) {
	const snapshot = runtime.snapshot;
	const { runnable, running, waiting, blocked } = snapshot.goroutines;
	setText(byId("summary"), `${runnable} runnable, ${running} running, ${waiting} waiting, ${blocked} blocked; GOMAXPROCS ${snapshot.gomaxprocs}`);
	picture.show(snapshot, happened);
	log(happened);
	charts.show(histories.get(snapshot.name).points);
	renderWaiting(runtime);
	renderGoroutines(runtime.sample);
	renderSettings(snapshot);
}

function log(happened) {
	const time = new Date().toLocaleTimeString();
	const events = byId("events");
	for (const event of happened) {
		events.prepend(element("li", { "data-kind": event.kind }, `${time}  ${event.text}`));
	}
	while (events.children.length > MAX_EVENTS) {
		events.lastElementChild.remove();
	}
}

function renderWaiting({ snapshot, sample, complete }) {
	const waiting = sample.filter(goroutine => goroutine.status === "WAITING");
	const all = snapshot.goroutines.waiting;
	const scale = complete || waiting.length === 0 ? 1 : all / waiting.length;
	const counts = new Map();
	waiting.forEach(({ waitReason }) => counts.set(waitReason, (counts.get(waitReason) ?? 0) + 1));
	const rows = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
	setText(byId("sample"), complete ? "" : `Estimated from ${sample.length} goroutines, chosen at random.`);
	show(byId("waiting").tBodies[0], rows, ([reason]) => reason,
		([reason]) => element("tr", {}, element("td", {}, reason), element("td", {}, element("span"), element("meter", { min: 0, max: 1, "aria-hidden": "true" }))),
		(row, [, count]) => {
			setText(row.cells[1].firstChild, String(Math.round(count * scale)));
			row.cells[1].lastChild.value = count / waiting.length;
		});
}

function renderGoroutines(sample) {
	show(byId("goroutines").tBodies[0], sample, goroutine => goroutine.id,
		goroutine => element("tr", {}, element("td", {}, goroutineButton(goroutine.id)), element("td", {}, goroutine.name), element("td"), element("td")),
		(row, goroutine) => {
			setText(row.cells[2], goroutine.status.toLowerCase());
			setText(row.cells[3], goroutine.waitReason ?? "");
		});
}

function goroutineButton(id) {
	const button = element("button", { type: "button", class: "goroutine", "data-id": id }, `G${id}`);
	button.addEventListener("click", () => openDetail(id));
	return button;
}

async function openDetail(id) {
	setText(byId("detail-title"), `Goroutine ${id}`);
	const text = detail.querySelector("pre");
	setText(text, "…");
	byId("interrupt").hidden = !state.goroutines;
	byId("interrupt").dataset.id = id;
	detail.showModal();
	try {
		const response = await fetch(`goroutine/${id}`);
		setText(text, response.ok ? await response.text() : response.status === 404 ? "It has ended." : `Status ${response.status}`);
	}
	catch (error) {
		setText(text, error.message);
	}
}

byId("interrupt").addEventListener("click", async event => {
	try {
		const response = await send("DELETE", `${state.goroutines}/${event.target.dataset.id}`);
		setText(detail.querySelector("pre"), response.ok ? "Interrupted." : response.status === 404 ? "It has ended." : `Status ${response.status}`);
	}
	catch (error) {
		setText(detail.querySelector("pre"), error.message);
	}
});

function renderSettings(snapshot) {
	settings.hidden = !state.gmp;
	byId("readonly").hidden = Boolean(state.gmp);
	const policy = settings.elements.stealPolicy;
	show(policy, state.policies.includes(snapshot.stealPolicy) ? state.policies : [...state.policies, snapshot.stealPolicy], name => name,
		name => element("option", { value: name }, name), () => { });
	const values = [snapshot.name, snapshot.gomaxprocs, snapshot.stealPolicy, snapshot.idleMTimeout].join();
	// Not while somebody types.
	if (values !== shownSettings) {
		shownSettings = values;
		settings.elements.gomaxprocs.value = snapshot.gomaxprocs;
		policy.value = snapshot.stealPolicy;
		settings.elements.idleMTimeout.value = snapshot.idleMTimeout;
	}
}

settings.addEventListener("submit", async event => {
	event.preventDefault();
	const output = settings.querySelector("output");
	const snapshot = current().snapshot;
	const { gomaxprocs, stealPolicy, idleMTimeout } = settings.elements;
	const change = {};
	if (Number(gomaxprocs.value) !== snapshot.gomaxprocs) {
		change.gomaxprocs = Number(gomaxprocs.value);
	}
	if (stealPolicy.value !== snapshot.stealPolicy) {
		change.stealPolicy = stealPolicy.value;
	}
	if (idleMTimeout.value !== snapshot.idleMTimeout) {
		change.idleMTimeout = idleMTimeout.value;
	}
	try {
		const response = await send("POST", `${state.gmp}/${encodeURIComponent(snapshot.name)}`, change);
		setText(output, response.ok ? "Changed." : await reason(response));
	}
	catch (error) {
		setText(output, error.message);
	}
});

async function reason(response) {
	const answer = await response.json().catch(() => ({}));
	return response.status === 400 && answer.error ? answer.error : `Status ${response.status}`;
}

function send(method, path, body) {
	const headers = { "Content-Type": "application/json" };
	const cookie = /(?:^|; )XSRF-TOKEN=([^;]*)/.exec(document.cookie);
	if (state.csrf) {
		headers[state.csrf.header] = state.csrf.token;
	}
	else if (cookie) {
		headers["X-XSRF-TOKEN"] = decodeURIComponent(cookie[1]);
	}
	return fetch(path, { method, headers, body: body && JSON.stringify(body) });
}

select.addEventListener("change", () => {
	byId("events").replaceChildren();
	const runtime = current();
	if (runtime) {
		render(runtime, []);
	}
});

poll();
