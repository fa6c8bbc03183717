/** How much time a chart shows, in milliseconds. */
export const WINDOW = 120_000;

/** Two samples further apart than this have a gap between them: nobody knows what happened there. */
const GAP = 3_000;

const LABEL = "500 11px ui-sans-serif, system-ui, sans-serif";

/**
 * Moving lines on a canvas. It draws what it is told and keeps nothing but how it looks.
 */
export class LineChart {

	#canvas;

	#lines;

	#unit;

	/** The value at the upper end of the axis, on its way to the one that the label names. */
	#end = 0;

	#endLabel = "";

	#colors = {};

	/**
	 * @param {HTMLCanvasElement} canvas where to draw
	 * @param {{key: string, color: string}[]} lines the samples' keys, and the custom properties their colours are in
	 * @param {object} unit from `units.js`
	 */
	constructor(canvas, lines, unit) {
		this.#canvas = canvas;
		this.#lines = lines;
		this.#unit = unit;
		this.readColors();
	}

	/** The theme may have changed. */
	readColors() {
		const style = getComputedStyle(this.#canvas);
		for (const name of ["--line", "--soft", "--ink", "--raised", ...this.#lines.map((line) => line.color)]) {
			this.#colors[name] = style.getPropertyValue(name).trim();
		}
	}

	/**
	 * @param {object[]} samples in the order of their `at`
	 * @param {number} now the time at the right edge
	 * @param {?number} marked a time to mark
	 */
	draw(samples, now, marked) {
		const { width, height, context } = this.#prepare();
		const plot = { left: 13, right: width - 5, top: 16, bottom: height - 19 };
		this.#moveEnd(samples, now);
		const x = (at) => plot.right - (now - at) / WINDOW * (plot.right - plot.left);
		const y = (value) => plot.bottom - value / this.#end * (plot.bottom - plot.top);
		this.#drawAxes(context, plot);
		for (const line of this.#lines) {
			const color = this.#colors[line.color];
			const runs = runsOf(samples, line.key, now).map((run) => run.map(([at, value]) => [x(at), y(value)]));
			context.save();
			context.beginPath();
			context.rect(plot.left, 0, plot.right - plot.left, height);
			context.clip();
			runs.forEach((run) => drawRun(context, run, color, plot));
			context.restore();
			const head = runs.at(-1);
			if (marked === null && head && head.at(-1)[0] >= plot.right) {
				drawDot(context, plot.right, heightAt(head, plot.right), color, this.#colors["--raised"]);
			}
		}
		const sample = marked === null ? undefined : nearest(samples, marked);
		if (sample && x(sample.at) >= plot.left) {
			this.#drawMark(context, plot, x(sample.at), sample, y);
		}
	}

	/** A canvas has its own pixels: as many as the screen has in its place, or the lines would be blurred. */
	#prepare() {
		const canvas = this.#canvas;
		const ratio = devicePixelRatio;
		const width = canvas.clientWidth;
		const height = canvas.clientHeight;
		if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
			canvas.width = Math.round(width * ratio);
			canvas.height = Math.round(height * ratio);
		}
		const context = canvas.getContext("2d");
		context.setTransform(ratio, 0, 0, ratio, 0, 0);
		context.clearRect(0, 0, width, height);
		return { width, height, context };
	}

	/** The axis follows the highest value in sight, gliding, so that the eye can follow too. */
	#moveEnd(samples, now) {
		let highest = 0;
		for (const sample of samples) {
			if (sample.at > now - WINDOW) {
				highest = Math.max(highest, ...this.#lines.map((line) => sample[line.key]));
			}
		}
		const target = this.#unit.ceiling(highest);
		this.#end = this.#end === 0 || Math.abs(target - this.#end) < target / 500
				? target : this.#end + (target - this.#end) * 0.12;
		this.#endLabel = this.#unit.parts(target).join(" ");
	}

	#drawAxes(context, plot) {
		context.lineWidth = 1;
		context.strokeStyle = this.#colors["--line"];
		context.fillStyle = this.#colors["--soft"];
		context.font = LABEL;
		for (const part of [0, 0.5, 1]) {
			const y = Math.round(plot.bottom - part * (plot.bottom - plot.top)) + 0.5;
			context.setLineDash(part === 0 ? [] : [2, 4]);
			context.beginPath();
			context.moveTo(plot.left, y);
			context.lineTo(plot.right, y);
			context.stroke();
		}
		context.setLineDash([]);
		context.textBaseline = "alphabetic";
		context.textAlign = "left";
		context.fillText(this.#endLabel, 0, plot.top - 5);
		context.fillText("0", 0, plot.bottom + 3);
		context.textBaseline = "bottom";
		context.fillText("2 min ago", plot.left, plot.bottom + 18);
		context.textAlign = "center";
		context.fillText("1 min", (plot.left + plot.right) / 2, plot.bottom + 18);
		context.textAlign = "right";
		context.fillText("now", plot.right, plot.bottom + 18);
	}

	#drawMark(context, plot, x, sample, y) {
		context.strokeStyle = this.#colors["--soft"];
		context.lineWidth = 1;
		context.beginPath();
		context.moveTo(Math.round(x) + 0.5, plot.top);
		context.lineTo(Math.round(x) + 0.5, plot.bottom);
		context.stroke();
		for (const line of this.#lines) {
			drawDot(context, x, y(sample[line.key]), this.#colors[line.color], this.#colors["--raised"]);
		}
	}

}

/** The sample nearest to a time. */
export function nearest(samples, at) {
	return samples.reduce((best, sample) =>
		(!best || Math.abs(sample.at - at) < Math.abs(best.at - at) ? sample : best), undefined);
}

/** The points in sight, cut where samples are missing. */
function runsOf(samples, key, now) {
	const runs = [];
	let last = -Infinity;
	for (const sample of samples) {
		// One more than in sight on the left, so that the line comes out of the edge.
		if (sample.at < now - WINDOW - GAP) {
			continue;
		}
		if (sample.at - last > GAP) {
			runs.push([]);
		}
		runs.at(-1).push([sample.at, sample[key]]);
		last = sample.at;
	}
	return runs;
}

function drawRun(context, points, color, plot) {
	const path = new Path2D();
	path.moveTo(...points[0]);
	const slopes = slopesOf(points);
	for (let i = 1; i < points.length; i++) {
		const [x0, y0] = points[i - 1];
		const [x1, y1] = points[i];
		const third = (x1 - x0) / 3;
		path.bezierCurveTo(x0 + third, y0 + slopes[i - 1] * third, x1 - third, y1 - slopes[i] * third, x1, y1);
	}
	const area = new Path2D(path);
	area.lineTo(points.at(-1)[0], plot.bottom);
	area.lineTo(points[0][0], plot.bottom);
	const fill = context.createLinearGradient(0, plot.top, 0, plot.bottom);
	fill.addColorStop(0, `color-mix(in srgb, ${color} 26%, transparent)`);
	fill.addColorStop(1, `color-mix(in srgb, ${color} 3%, transparent)`);
	context.fillStyle = fill;
	context.fill(area);
	context.strokeStyle = color;
	context.lineWidth = 2;
	context.lineJoin = "round";
	context.stroke(path);
}

function drawDot(context, x, y, color, background) {
	context.beginPath();
	context.arc(x, y, 4, 0, 2 * Math.PI);
	context.fillStyle = color;
	context.fill();
	context.lineWidth = 2;
	context.strokeStyle = background;
	context.stroke();
}

/**
 * A slope for each point such that the curve through them never rises where the values fall (Steffen 1990): a smoother
 * line, but no bump that was not measured.
 */
function slopesOf(points) {
	const secant = (i) => (points[i + 1][1] - points[i][1]) / (points[i + 1][0] - points[i][0]);
	return points.map((point, i) => {
		if (points.length === 1) {
			return 0;
		}
		if (i === 0 || i === points.length - 1) {
			return secant(Math.max(0, i - 1));
		}
		const before = secant(i - 1);
		const after = secant(i);
		const wide = points[i][0] - points[i - 1][0];
		const next = points[i + 1][0] - points[i][0];
		const mean = (before * next + after * wide) / (wide + next);
		return (Math.sign(before) + Math.sign(after)) * Math.min(Math.abs(before), Math.abs(after), Math.abs(mean) / 2);
	});
}

/** Where the curve of `drawRun` is at an x: the cubic Hermite spline. */
function heightAt(points, x) {
	const i = Math.max(1, points.findIndex((point) => point[0] >= x));
	if (points.length === 1) {
		return points[0][1];
	}
	const slopes = slopesOf(points);
	const [x0, y0] = points[i - 1];
	const [x1, y1] = points[i];
	const h = x1 - x0;
	const t = (x - x0) / h;
	return y0 * (1 + 2 * t) * (1 - t) ** 2 + slopes[i - 1] * h * t * (1 - t) ** 2
			+ y1 * t ** 2 * (3 - 2 * t) + slopes[i] * h * t ** 2 * (t - 1);
}
