import { Connection } from "./connection.js";
import { MessageLog } from "./message-log.js";
import { hueOf, initialsOf } from "./person.js";

/** How long the server may take to send our own message back before the connection counts as dead. */
const ECHO_TIMEOUT = 10_000;

const DEFAULT_ROOM = "lobby";

const ROOMS_REMEMBERED = 8;

const byId = (id) => document.getElementById(id);

const log = new MessageLog(byId("log"), byId("messages"), byId("newest"));

/** Who is here, by the server's id: a name may change hands, an id does not. */
const people = new Map();

/** What local storage holds, for browsers that forbid it. */
const memory = {};

/** What was said here and did not come back yet, by message id, oldest first. */
const unconfirmed = new Map();

const connection = new Connection(
		() => `rooms/${encodeURIComponent(room)}?name=${encodeURIComponent(remembered("name"))}`);

let room = roomOfAddress();

/** As the server calls us here; it may have added a number to the name we asked for. */
let myName = "";

let unread = 0;

let echoTimer = 0;

// Messages

const listeners = {

	welcome({ you, here, recent }) {
		const back = myName !== "";
		myName = you.name;
		people.clear();
		here.forEach((person) => people.set(person.id, person.name));
		log.together(() => recent.forEach((said) => show(said)));
		log.event(`You are ${back ? "back " : ""}in #${room} as ${myName}`);
		showPeople();
		// What was said while there was no connection, and what may have been lost with it: the server knows the ids.
		unconfirmed.forEach((text, id) => deliver(id, text));
	},

	joined({ id, name }) {
		if (!people.has(id)) {
			people.set(id, name);
			showPeople();
			log.event(`${name} came in`);
		}
	},

	left({ id, name }) {
		if (people.delete(id)) {
			showPeople();
			log.event(`${name} left`);
		}
	},

	said(said) {
		const fresh = !unconfirmed.delete(said.id);
		if (unconfirmed.size === 0) {
			clearTimeout(echoTimer);
		}
		if (show(said) && fresh && document.hidden) {
			unread++;
			showTitle();
		}
	},

	rejected({ id, reason }) {
		unconfirmed.delete(id);
		log.reject(id, reason);
	}

};

function show(said) {
	return log.message({ ...said, at: new Date(said.at), mine: said.from === myName });
}

function say(text) {
	const id = newId();
	unconfirmed.set(id, text);
	log.message({ id, text, from: myName || remembered("name"), at: new Date(), mine: true, waiting: true });
	log.toNewest();
	deliver(id, text);
}

function deliver(id, text) {
	if (connection.send({ id, text })) {
		clearTimeout(echoTimer);
		echoTimer = setTimeout(() => unconfirmed.size > 0 && connection.suspect(), ECHO_TIMEOUT);
	}
}

/** `crypto.randomUUID` is kept from pages without TLS that are not on localhost: a phone in the same network, say. */
function newId() {
	return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// The room and the name

/** `#lobby` in the address, or `?room=lobby`. */
function roomOfAddress() {
	let name = location.hash.slice(1);
	try {
		name = decodeURIComponent(name);
	}
	catch {
		// A % that encodes nothing: take it as it is.
	}
	name ||= new URLSearchParams(location.search).get("room") ?? "";
	return name.trim().toLowerCase() || DEFAULT_ROOM;
}

function enterRoom() {
	room = roomOfAddress();
	myName = "";
	people.clear();
	unconfirmed.clear();
	log.clear();
	remember("rooms", JSON.stringify(recentRooms().slice(0, ROOMS_REMEMBERED)));
	showRooms();
	showPeople();
	connection.open();
}

function recentRooms() {
	const rooms = JSON.parse(remembered("rooms") || "[]");
	return [...new Set([room, ...rooms, DEFAULT_ROOM])];
}

function askName() {
	byId("name-input").value = remembered("name") || suggestName();
	byId("name-dialog").showModal();
	byId("name-input").select();
}

function suggestName() {
	const pick = (words) => words[Math.floor(Math.random() * words.length)];
	return pick(["Quiet", "Brave", "Merry", "Swift", "Sunny", "Clever", "Gentle", "Curious"]) + " "
			+ pick(["Otter", "Heron", "Fox", "Badger", "Wren", "Lynx", "Hare", "Robin"]);
}

/** A browser may forbid storage: the page then forgets, but works. */
function remembered(key) {
	try {
		return localStorage.getItem(`duplex.${key}`) ?? memory[key] ?? "";
	}
	catch {
		return memory[key] ?? "";
	}
}

function remember(key, value) {
	memory[key] = value;
	try {
		localStorage.setItem(`duplex.${key}`, value);
	}
	catch {
		// See above.
	}
}

// What is shown around the messages

function showRooms() {
	byId("rooms").replaceChildren(...recentRooms().sort().map((name) => {
		const link = document.createElement("a");
		link.href = "#" + encodeURIComponent(name);
		link.textContent = name;
		if (name === room) {
			link.setAttribute("aria-current", "page");
		}
		const item = document.createElement("li");
		item.append(link);
		return item;
	}));
	byId("room-title").textContent = "#" + room;
	byId("second-window").href = "#" + encodeURIComponent(room);
	showTitle();
}

function showPeople() {
	const names = [...people.values()].sort((a, b) => a.localeCompare(b));
	byId("people").replaceChildren(...names.map((name) => {
		const item = document.createElement("li");
		const avatar = document.createElement("span");
		avatar.className = "avatar";
		avatar.ariaHidden = "true";
		avatar.textContent = initialsOf(name);
		avatar.style.setProperty("--hue", hueOf(name));
		const label = document.createElement("span");
		label.className = "name";
		label.textContent = name;
		item.append(avatar, label);
		if (name === myName) {
			const you = document.createElement("span");
			you.className = "you";
			you.textContent = "you";
			item.append(you);
		}
		return item;
	}));
	byId("people-count").textContent = people.size;
	byId("side-count").textContent = `${people.size} here`;
	byId("alone").hidden = people.size !== 1;
	byId("my-name").textContent = myName || remembered("name");
}

function showTitle() {
	document.title = (unread > 0 ? `(${unread}) ` : "") + `#${room} · Duplex chat`;
}

function showState() {
	const { state, reason, again, retryAt } = connection;
	const seconds = Math.max(1, Math.ceil((retryAt - Date.now()) / 1000));
	const texts = {
		// The notice stays through every attempt, or it would flicker.
		connecting: ["Connecting", again ? "The connection is lost; trying again now. What you write is kept." : ""],
		open: ["Connected", ""],
		waiting: ["Offline", `The connection is lost; trying again in ${seconds} s. What you write is kept.`],
		refused: ["Not connected", `The server says: ${reason || "no"}`],
		closed: ["Not connected", ""]
	};
	const [word, notice] = texts[state];
	byId("state").dataset.state = state;
	// Written only when it changes, or a screen reader would say it every second.
	if (byId("state-text").textContent !== word) {
		byId("state-text").textContent = word;
	}
	byId("people").classList.toggle("stale", state !== "open");
	log.keepPlace(() => byId("notice").hidden = notice === "");
	byId("notice-text").textContent = notice;
	byId("retry").hidden = state !== "waiting";
}

// On a phone, rooms and people come in from the side.

function openSide(open) {
	byId("side").classList.toggle("open", open);
	byId("side-open").setAttribute("aria-expanded", open);
	byId(open ? "side-close" : "side-open").focus();
}

// What the person does

function fitComposer() {
	const text = byId("text");
	log.keepPlace(() => {
		text.style.height = "auto";
		text.style.height = `${text.scrollHeight + 2}px`;
	});
}

byId("composer").addEventListener("submit", (event) => {
	event.preventDefault();
	const text = byId("text").value.trim();
	if (text !== "" && connection.state !== "refused") {
		say(text);
		byId("text").value = "";
		fitComposer();
	}
	byId("text").focus();
});

byId("text").addEventListener("keydown", (event) => {
	// Enter also ends the choice of a character in an input method; that is no sending.
	if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
		event.preventDefault();
		byId("composer").requestSubmit();
	}
});

byId("text").addEventListener("input", fitComposer);

byId("room-form").addEventListener("submit", (event) => {
	event.preventDefault();
	const name = byId("room-input").value.trim();
	if (name !== "") {
		byId("room-input").value = "";
		location.hash = encodeURIComponent(name);
	}
});

byId("name-form").addEventListener("submit", () => {
	remember("name", byId("name-input").value.trim() || suggestName());
	enterRoom();
	byId("text").focus();
});

byId("name-dialog").addEventListener("cancel", (event) => remembered("name") || event.preventDefault());
byId("rename").addEventListener("click", askName);
byId("retry").addEventListener("click", () => connection.retryNow());
byId("side-open").addEventListener("click", () => openSide(true));
byId("side-close").addEventListener("click", () => openSide(false));
byId("shade").addEventListener("click", () => openSide(false));
byId("side").addEventListener("keydown", (event) => event.key === "Escape" && openSide(false));
byId("rooms").addEventListener("click", () => byId("side").classList.remove("open"));

addEventListener("hashchange", () => remembered("name") && enterRoom());

document.addEventListener("visibilitychange", () => {
	if (!document.hidden) {
		unread = 0;
		showTitle();
	}
});

// Where the on-screen keyboard covers the page instead of resizing it (iOS), the page makes itself as high as what is seen.
visualViewport?.addEventListener("resize", () => {
	log.keepPlace(() => document.documentElement.style.setProperty("--app-height", `${visualViewport.height}px`));
	scrollTo(0, 0);
});

connection.addEventListener("message", ({ detail }) => listeners[detail.type]?.(detail));
connection.addEventListener("state", () => {
	if (connection.state !== "open") {
		clearTimeout(echoTimer);
	}
	showState();
});
setInterval(() => connection.state === "waiting" && showState(), 1000);

showRooms();
showPeople();
if (remembered("name")) {
	enterRoom();
}
else {
	askName();
}
