import { hueOf, initialsOf } from "./person.js";

/** How many lines stay on the page: a room left open for a week must not fill the browser. */
const MOST_LINES = 500;

/** A message that follows its author's last one within this time needs no second head, in milliseconds. */
const ONE_BREATH = 3 * 60_000;

/** Up to three emoji, and nothing else, are shown large. */
const FEW_EMOJI = /^(?:\p{RI}\p{RI}|\p{Emoji_Presentation}|\p{Extended_Pictographic}|\p{EMod}|\uFE0F|\u200D){1,12}$/u;

const timeFormat = new Intl.DateTimeFormat([], { hour: "2-digit", minute: "2-digit" });

/**
 * The list of messages: puts each in place once, keeps to the newest unless the person has scrolled away from it.
 */
export class MessageLog {

	#scroller;

	#list;

	#newest;

	#byId = new Map();

	#last = null;

	/**
	 * @param {HTMLElement} scroller what scrolls
	 * @param {HTMLElement} list the list in it
	 * @param {HTMLElement} newest the button that leads back to the newest message
	 */
	constructor(scroller, list, newest) {
		this.#scroller = scroller;
		this.#list = list;
		this.#newest = newest;
		newest.addEventListener("click", () => this.toNewest());
		scroller.addEventListener("scroll", () => this.#atNewest() && (newest.hidden = true), { passive: true });
	}

	/**
	 * Shows a message, or confirms the one that is waiting under the same id.
	 * @returns {boolean} whether it is new here
	 */
	message({ id, from, text, at, mine, waiting = false }) {
		const known = this.#byId.get(id);
		if (known) {
			if (!waiting && known.classList.contains("waiting")) {
				known.classList.remove("waiting");
				known.querySelector("time").replaceWith(timeElement(at));
			}
			return false;
		}
		const follows = this.#last?.from === from && at - this.#last.at < ONE_BREATH;
		const item = element("li", "message");
		item.classList.toggle("mine", mine);
		item.classList.toggle("waiting", waiting);
		item.classList.toggle("follows", follows);
		item.style.setProperty("--hue", hueOf(from));
		const avatar = element("span", "avatar", initialsOf(from));
		avatar.ariaHidden = "true";
		const head = element("div", "head");
		head.append(element("span", mine ? "author hidden" : "author", from), timeElement(at));
		// Text only, never markup: whatever somebody writes is shown as they wrote it.
		const body = element("div", "text", text);
		body.classList.toggle("big", FEW_EMOJI.test(text) && graphemes(text) <= 3);
		body.dir = "auto";
		item.append(avatar, head, body);
		this.#last = { from, at };
		this.#byId.set(id, item);
		item.dataset.id = id;
		this.#append(item);
		return true;
	}

	/** Shows what happened, as a line between the messages. */
	event(text) {
		this.#last = null;
		this.#append(element("li", "event", text));
	}

	/** Marks a message of ours that the server did not take. */
	reject(id, reason) {
		const item = this.#byId.get(id);
		if (item) {
			item.classList.add("rejected");
			item.append(element("div", "fate", `Not sent: ${reason}`));
		}
	}

	/** Adds many at once, so that a screen reader does not read out what was said before we came. */
	together(add) {
		this.#scroller.ariaBusy = "true";
		add();
		this.#scroller.ariaBusy = "false";
	}

	clear() {
		this.#list.replaceChildren();
		this.#byId.clear();
		this.#last = null;
		this.#newest.hidden = true;
	}

	toNewest() {
		this.#scroller.scrollTop = this.#scroller.scrollHeight;
		this.#newest.hidden = true;
	}

	/** Stays at the newest message while something makes the list higher or lower. */
	keepPlace(change) {
		const follow = this.#atNewest();
		change();
		if (follow) {
			this.toNewest();
		}
	}

	#append(item) {
		const follow = this.#atNewest();
		this.#list.append(item);
		while (this.#list.childElementCount > MOST_LINES) {
			this.#byId.delete(this.#list.firstElementChild.dataset.id);
			this.#list.firstElementChild.remove();
		}
		if (follow) {
			this.toNewest();
		}
		else {
			this.#newest.hidden = false;
		}
	}

	#atNewest() {
		return this.#scroller.scrollHeight - this.#scroller.scrollTop - this.#scroller.clientHeight < 60;
	}

}

function element(tag, className, text = "") {
	const created = document.createElement(tag);
	created.className = className;
	created.textContent = text;
	return created;
}

function timeElement(at) {
	const time = document.createElement("time");
	time.dateTime = at.toISOString();
	time.textContent = timeFormat.format(at);
	return time;
}

function graphemes(text) {
	return globalThis.Intl?.Segmenter ? [...new Intl.Segmenter().segment(text)].length : [...text].length;
}
