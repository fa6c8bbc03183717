import { LineChart, WINDOW, nearest } from "./chart.js";
import { Connection } from "./connection.js";
import { Traffic } from "./traffic.js";
import { bytes, bytesPerSecond, count, perSecond, share } from "./units.js";

/** The server sends a sample a second; after this long without one the connection counts as dead. */
const SILENCE = 6_000;

/** The right edge lies this far in the past, so that the next sample is usually there before the line needs it. */
const DELAY = 1_150;

const CARDS = [
	{ title: "Open connections", unit: count, lines: [{ key: "connections", line: "other" }] },
	{
		title: "Messages", unit: perSecond,
		lines: [{ key: "messagesIn", line: "in", name: "in" }, { key: "messagesOut", line: "out", name: "out" }]
	},
	{
		title: "Bytes", unit: bytesPerSecond,
		lines: [{ key: "bytesIn", line: "in", name: "in" }, { key: "bytesOut", line: "out", name: "out" }]
	},
	{ title: "Waiting to be sent", unit: bytes, lines: [{ key: "queuedBytes", line: "out" }] },
	{ title: "Heap", unit: bytes, lines: [{ key: "heapUsed", line: "other" }], most: "heapMax" },
	{ title: "CPU of the process", unit: share, lines: [{ key: "cpu", line: "other" }] }
];

const samples = [];

const connection = new Connection(() => "dashboard");

const calm = matchMedia("(prefers-reduced-motion: reduce)");

/** How far the server's clock is behind ours, the shortest way of a sample included. */
let clockOffset = null;

/** Where the pointer is, as a part of the charts' width from the right. */
let pointer = null;

let silenceTimer = 0;

const cards = CARDS.map(createCard);

function createCard({ title, unit, lines, most }) {
	const root = document.getElementById("card").content.cloneNode(true).firstElementChild;
	root.querySelector("h2").textContent = title;
	const values = lines.map(({ key, line, name }) => {
		const value = document.createElement("dd");
		value.textContent = "–";
		const label = document.createElement("dt");
		label.textContent = name ?? "";
		// A list of one needs no name beside the title; a screen reader still gets one.
		if (!name) {
			label.className = "hidden";
			label.textContent = title;
		}
		const group = document.createElement("div");
		group.dataset.line = line;
		group.dataset.key = key;
		group.append(label, value);
		root.querySelector("dl").append(group);
		return { key, value };
	});
	const canvas = root.querySelector("canvas");
	canvas.ariaLabel = `${title}: the last two minutes as ${lines.length === 1 ? "a line" : "lines"}`;
	canvas.addEventListener("pointermove", (event) => {
		pointer = 1 - event.offsetX / canvas.clientWidth;
		redrawWhenCalm();
	});
	canvas.addEventListener("pointerleave", () => {
		pointer = null;
		redrawWhenCalm();
	});
	document.getElementById("cards").append(root);
	const chart = new LineChart(canvas, lines.map(({ key, line }) => ({ key, color: `--${line}` })), unit);
	return { root, chart, values, unit, most };
}

function add(sample) {
	// After a new start of the server its clock may have been set back; the chart needs them in order.
	while (samples.length > 0 && samples.at(-1).at >= sample.at) {
		samples.pop();
	}
	samples.push(sample);
	while (samples[0].at < sample.at - WINDOW - 5_000) {
		samples.shift();
	}
}

function showValues(sample) {
	for (const { values, unit, most } of cards) {
		for (const { key, value } of values) {
			const [number, name] = unit.parts(sample[key]);
			const label = document.createElement("span");
			label.className = "unit";
			label.textContent = most && sample[most] > 0 ? `${name} of ${unit.parts(sample[most]).join(" ")}` : name;
			value.replaceChildren(number, label);
		}
	}
}

function draw() {
	if (samples.length === 0) {
		return;
	}
	const now = Date.now() - clockOffset - DELAY;
	const marked = pointer === null ? null : now - pointer * WINDOW;
	showValues(marked === null ? samples.at(-1) : nearest(samples, marked));
	cards.forEach(({ chart }) => chart.draw(samples, now, marked));
}

function drawForever() {
	if (!calm.matches) {
		draw();
	}
	requestAnimationFrame(drawForever);
}

function redrawWhenCalm() {
	if (calm.matches) {
		draw();
	}
}

const listeners = {

	past({ samples: before }) {
		before.forEach(add);
		if (before.length > 0) {
			clockOffset ??= Date.now() - before.at(-1).at;
		}
	},

	present({ sample }) {
		const offset = Date.now() - sample.at;
		// The quickest sample tells most; the little drift lets the estimate recover when a clock is set.
		clockOffset = clockOffset === null || Math.abs(offset - clockOffset) > 5_000
				? offset : Math.min(clockOffset + 5, offset);
		add(sample);
		redrawWhenCalm();
	}

};

connection.addEventListener("message", ({ detail }) => {
	clearTimeout(silenceTimer);
	silenceTimer = setTimeout(() => connection.suspect(), SILENCE);
	listeners[detail.type]?.(detail);
});

connection.addEventListener("state", () => {
	const { state } = connection;
	const words = { open: "Live", connecting: "Connecting", waiting: "Offline" };
	document.getElementById("state").dataset.state = state;
	document.getElementById("state-text").textContent = words[state] ?? "Not connected";
	document.getElementById("cards").classList.toggle("stale", state !== "open");
});

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
	cards.forEach(({ chart }) => chart.readColors());
	redrawWhenCalm();
});

addEventListener("resize", redrawWhenCalm);

const traffic = new Traffic();
const trafficButton = document.getElementById("traffic");
trafficButton.addEventListener("click", () => (traffic.running ? traffic.stop() : traffic.start()));
traffic.addEventListener("change", () => {
	trafficButton.ariaPressed = traffic.running;
	trafficButton.textContent = traffic.running ? "Stop the traffic" : "Make some traffic";
});

connection.open();
drawForever();
