import { webSocketPort } from "../config.js";

/**
 * A WebSocket that comes back by itself.
 *
 * Events:
 * - "state": the `state` changed
 * - "message": a message came, parsed from JSON, in `detail`
 *
 * States:
 * - "connecting"
 * - "open"
 * - "waiting": lost; the next attempt is at `retryAt` (milliseconds since the epoch)
 * - "refused": the server does not want this connection, so there is no next attempt; `reason` says why
 * - "closed": by `close()`
 */
export class Connection extends EventTarget {

	/** The first pause, and what every further one is doubled up to, in milliseconds. */
	static FIRST_PAUSE = 500;

	static LONGEST_PAUSE = 15_000;

	/** A policy violation (RFC 6455, section 7.4.1): trying again would end the same way. */
	static POLICY_VIOLATION = 1008;

	state = "closed";

	reason = "";

	retryAt = 0;

	#path;

	#socket = null;

	#attempts = 0;

	#timer = 0;

	/**
	 * @param {() => string} path gives the endpoint's path and query, below the page's own folder, for each attempt anew
	 */
	constructor(path) {
		super();
		this.#path = path;
		// A phone that wakes up, or finds its network again, need not sit out the pause.
		addEventListener("online", () => this.retryNow());
		document.addEventListener("visibilitychange", () => document.hidden || this.retryNow());
		// The browser may keep the page to show it again, but not its connection.
		addEventListener("pagehide", () => this.#socket?.close());
		addEventListener("pageshow", (event) => event.persisted && this.retryNow());
	}

	/** Connects, or connects anew when the path has changed. */
	open() {
		this.#drop();
		this.#attempts = 0;
		this.#connect();
	}

	/** Ends the connection for good. */
	close() {
		this.#drop();
		this.#become("closed");
	}

	/** Whether the current attempt to connect follows one that failed, or a connection that was lost. */
	get again() {
		return this.#attempts > 0;
	}

	/** Ends the current pause. */
	retryNow() {
		if (this.state === "waiting") {
			this.#connect();
		}
	}

	/** Gives up a connection that seems dead: TCP may take minutes to notice. */
	suspect() {
		if (this.state === "open" || this.state === "connecting") {
			this.#drop();
			this.#pause();
		}
	}

	/**
	 * @param {object} message what to send, as JSON
	 * @returns {boolean} whether it could be sent
	 */
	send(message) {
		if (this.state !== "open") {
			return false;
		}
		this.#socket.send(JSON.stringify(message));
		return true;
	}

	#connect() {
		clearTimeout(this.#timer);
		this.#become("connecting");
		// A socket that was given up can still call back; only the current one is listened to.
		const socket = this.#socket = new WebSocket(endpointUrl(this.#path()));
		const current = (listener) => (event) => socket === this.#socket && listener(event);
		socket.addEventListener("open", current(() => this.#become("open")));
		socket.addEventListener("message", current((event) => {
			// Only now: a server that accepts and closes at once, over and over, is not to be hammered.
			this.#attempts = 0;
			this.dispatchEvent(new CustomEvent("message", { detail: JSON.parse(event.data) }));
		}));
		socket.addEventListener("close", current((event) => {
			this.#socket = null;
			if (event.code === Connection.POLICY_VIOLATION) {
				this.reason = event.reason;
				this.#become("refused");
			}
			else {
				this.#pause();
			}
		}));
	}

	/** Waits longer after every failure, and never as long as the others: they all lost the server at once. */
	#pause() {
		const most = Math.min(Connection.LONGEST_PAUSE, Connection.FIRST_PAUSE * 2 ** this.#attempts);
		const pause = most * (0.5 + Math.random() / 2);
		this.#attempts++;
		this.retryAt = Date.now() + pause;
		this.#timer = setTimeout(() => this.retryNow(), pause);
		this.#become("waiting");
	}

	#drop() {
		clearTimeout(this.#timer);
		const socket = this.#socket;
		this.#socket = null;
		socket?.close();
	}

	#become(state) {
		this.state = state;
		this.dispatchEvent(new Event("state"));
	}

}

/**
 * The URL of an endpoint: where this page came from, so that it works behind a proxy, below a path and with TLS. Only
 * `duplex.server.port` moves the endpoints away from the page, to a port that the page's server tells.
 */
export function endpointUrl(path) {
	const url = new URL(path, webSocketPort ? location.origin : document.baseURI);
	url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
	url.port = webSocketPort ?? url.port;
	return url;
}
