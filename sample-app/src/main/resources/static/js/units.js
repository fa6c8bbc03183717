/**
 * How numbers are shown. A unit has:
 * - `parts(value)`: the number and its unit, as two strings
 * - `ceiling(value)`: the next round value up, where the axis of a chart may end
 */

const digits = (maximumFractionDigits) => new Intl.NumberFormat([], { maximumFractionDigits });

const whole = digits(0);

const tenth = digits(1);

function split(value, base, names) {
	let step = 0;
	while (value >= base && step < names.length - 1) {
		value /= base;
		step++;
	}
	return [(value < 10 && (step > 0 || value % 1 !== 0) ? tenth : whole).format(value), names[step]];
}

/** The smallest of 1, 2 and 5 times a power of ten that reaches the value. */
function round(value) {
	const power = 10 ** Math.floor(Math.log10(value));
	return [1, 2, 5, 10].find((factor) => factor * power >= value) * power;
}

function roundBytes(value) {
	const power = 1024 ** Math.floor(Math.log(value) / Math.log(1024));
	return round(value / power) * power;
}

export const count = {
	parts: (value) => split(value, 10_000, ["", "k", "M"]),
	ceiling: (value) => Math.max(5, round(Math.max(1, value)))
};

export const perSecond = {
	parts: (value) => {
		const [number, power] = split(value, 1000, ["", "k", "M"]);
		return [number + power, "/s"];
	},
	ceiling: (value) => Math.max(5, round(Math.max(1, value)))
};

export const bytes = {
	parts: (value) => split(value, 1024, ["B", "KB", "MB", "GB"]),
	ceiling: (value) => Math.max(1024, roundBytes(Math.max(1, value)))
};

export const bytesPerSecond = {
	parts: (value) => {
		const [number, unit] = bytes.parts(value);
		return [number, `${unit}/s`];
	},
	ceiling: bytes.ceiling
};

export const share = {
	parts: (value) => [(value < 0.1 ? tenth : whole).format(value * 100), "%"],
	ceiling: (value) => [0.1, 0.25, 0.5, 1].find((end) => end >= value) ?? 1
};
