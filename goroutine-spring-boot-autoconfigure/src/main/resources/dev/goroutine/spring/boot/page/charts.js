import uPlot from "./uPlot.esm.js";
import { element } from "./dom.js";

const HEIGHT = 180;

const SECONDS = 300;

const CHARTS = [
	{ title: "Goroutines", series: [["runnable", "Runnable", "--queued"], ["running", "Running", "--running"]] },
	{ title: "Scheduling latency at p99, in ms", series: [["latency", "p99", "--spinning"]] },
	{ title: "Per second", series: [["steals", "Steals", "--queued"], ["handoffs", "Hand-offs", "--blocked"]] }
];

/** Small time series, drawn again in other colours when the colour scheme changes. */
export class Charts {

	#parent;

	#drawn = [];

	#points = null;

	constructor(parent) {
		this.#parent = parent;
		matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#redraw());
		new ResizeObserver(() => requestAnimationFrame(() => this.#fit())).observe(parent);
		this.#redraw();
	}

	show(points) {
		this.#points = points;
		for (const { plot, names } of this.#drawn) {
			plot.setData(data(points, names));
		}
	}

	#redraw() {
		this.#drawn.forEach(({ plot }) => plot.destroy());
		this.#parent.replaceChildren();
		this.#drawn = CHARTS.map(({ title, series }) => {
			const figure = element("figure", {}, element("figcaption", {}, title));
			this.#parent.append(figure);
			const names = series.map(([name]) => name);
			const axis = { stroke: resolved("--dim"), grid: { stroke: resolved("--line") }, ticks: { stroke: resolved("--line") } };
			const plot = new uPlot({
				width: width(figure), height: HEIGHT,
				series: [{}, ...series.map(([, label, stroke]) => ({ label, stroke: resolved(stroke), width: 1.5, value: (self, value) => value === null ? "–" : Number(value.toPrecision(3)).toString() }))],
				axes: [axis, { ...axis, size: 56 }],
				scales: { x: { range: (self, min, max) => [max - SECONDS, max] }, y: { range: (self, min, max) => [0, Math.max(max ?? 0, 1)] } }
			}, this.#points ? data(this.#points, names) : [[], ...names.map(() => [])], figure);
			return { figure, names, plot };
		});
	}

	#fit() {
		for (const { figure, plot } of this.#drawn) {
			plot.setSize({ width: width(figure), height: HEIGHT });
		}
	}

}

function data(points, names) {
	return [points.time, ...names.map(name => points[name])];
}

function width(figure) {
	return Math.max(figure.clientWidth, 200);
}

/** What light-dark() comes to, since a canvas does not know that. */
function resolved(name) {
	const probe = element("span", { class: "probe" });
	document.body.append(probe);
	probe.style.color = `var(${name})`;
	const colour = getComputedStyle(probe).color;
	probe.remove();
	return colour;
}
