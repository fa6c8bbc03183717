/** Angles on the colour wheel that are told apart easily, and that look good with white letters on them. */
const HUES = [15, 50, 140, 178, 215, 255, 290, 325, 355];

/** A colour for a name, the same on every screen. */
export function hueOf(name) {
	let hash = 7;
	for (const character of name) {
		hash = (Math.imul(hash, 31) + character.codePointAt(0)) | 0;
	}
	hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
	return HUES[((hash ^ (hash >>> 12)) >>> 0) % HUES.length];
}

/** The first letters of a name's first two words, for the circle beside it. */
export function initialsOf(name) {
	return name.split(/\s+/).slice(0, 2).map((word) => [...word][0] ?? "").join("").toUpperCase();
}
