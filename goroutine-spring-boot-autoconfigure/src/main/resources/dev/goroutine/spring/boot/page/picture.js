import { element, setText, show } from "./dom.js";

const SLOTS = 32;

/** The Ps with their queues, and the Ms. */
export class Picture {

	#processors = document.getElementById("processors");

	#machines = document.getElementById("machines");

	#global = document.getElementById("global");

	#button;

	/** @param button makes the button that opens a goroutine */
	constructor(button) {
		this.#button = button;
	}

	show(snapshot, events) {
		const machines = new Map(snapshot.machines.map(machine => [machine.id, machine]));
		const moved = kind => new Set(events.filter(event => event.kind === kind).map(event => event.processor));
		const handed = moved("handoff");
		const stole = moved("steal");
		show(this.#processors, snapshot.processors, processor => processor.id, processorCard, (card, processor) => {
			const [, status, slots, text] = card.children;
			card.dataset.status = processor.status.toLowerCase();
			setText(status, machineText(processor, machines));
			fill(slots, processor);
			setText(text, queueText(processor));
			animate(card, "handed", handed.has(processor.id));
			animate(card, "stole", stole.has(processor.id));
		});
		setText(this.#global, `Global run queue: ${snapshot.globalRunQueueSize}`);
		show(this.#machines, snapshot.machines, machine => machine.id, machineCard, (card, machine) => {
			const [, status, goroutine] = card.children;
			card.dataset.status = machine.status.toLowerCase();
			setText(status, machine.status.toLowerCase() + (machine.processor != null ? ` on P${machine.processor}` : ", no P"));
			if (goroutine.dataset.goroutine !== String(machine.goroutine)) {
				goroutine.dataset.goroutine = machine.goroutine;
				goroutine.replaceChildren(machine.thread, ...(machine.goroutine != null ? [": ", this.#button(machine.goroutine)] : []));
			}
		});
	}

}

function processorCard(processor) {
	return element("li", { id: `p${processor.id}` }, element("h3", {}, `P${processor.id}`), element("span"),
		element("div", { class: "slots", "aria-hidden": "true" }, ...Array.from({ length: SLOTS }, () => element("span"))), element("p"));
}

function machineCard(machine) {
	return element("li", { id: `m${machine.id}` }, element("h3", {}, `M${machine.id}`), element("span"), element("p"));
}

function machineText(processor, machines) {
	if (processor.machine == null) {
		return processor.status.toLowerCase();
	}
	const machine = machines.get(processor.machine);
	return `M${processor.machine} ${machine && machine.status === "SPINNING" ? "looks for work" : "has it"}`;
}

function queueText(processor) {
	return `${processor.runQueueSize} in its queue${processor.runNext ? ", one to run next" : ""}; stole ${processor.steals}, handed off ${processor.handoffs}`;
}

/** One slot for each goroutine, as far as there is room: the next one first. */
function fill(slots, processor) {
	const next = processor.runNext ? 1 : 0;
	Array.from(slots.children).forEach((slot, i) => {
		slot.className = i < next ? "next" : i < next + processor.runQueueSize ? "filled" : "";
	});
}

function animate(card, name, now) {
	if (now) {
		card.classList.remove(name);
		// Else the browser would not see that it went.
		void card.offsetWidth;
		card.classList.add(name);
	}
}
