import { endpointUrl } from "./connection.js";

const CONNECTIONS = 10;

const MESSAGES_PER_SECOND = 5;

const DURATION = 20_000;

/**
 * Something to look at: for a while, a few connections chat with each other in a room of their own. The server gets 50
 * messages a second and sends each to all ten.
 */
export class Traffic extends EventTarget {

	#sockets = [];

	#timers = [];

	get running() {
		return this.#sockets.length > 0;
	}

	start() {
		const room = `traffic-${Math.random().toString(36).slice(2, 10)}`;
		for (let i = 1; i <= CONNECTIONS; i++) {
			const socket = new WebSocket(endpointUrl(`rooms/${room}?name=Robot`));
			this.#sockets.push(socket);
			socket.addEventListener("open", () => this.#chat(socket));
			socket.addEventListener("close", () => this.#sockets.includes(socket) && this.stop());
		}
		this.#timers.push(setTimeout(() => this.stop(), DURATION));
		this.dispatchEvent(new Event("change"));
	}

	stop() {
		this.#timers.forEach((timer) => clearTimeout(timer));
		this.#timers = [];
		const sockets = this.#sockets;
		this.#sockets = [];
		sockets.forEach((socket) => socket.close());
		this.dispatchEvent(new Event("change"));
	}

	#chat(socket) {
		let count = 0;
		const say = () => {
			if (socket.readyState === WebSocket.OPEN) {
				count++;
				socket.send(JSON.stringify({ id: `robot-${count}-${Math.random()}`, text: `Beep number ${count}` }));
			}
		};
		// Not all at the same moment, as people would not be.
		this.#timers.push(setTimeout(() => this.#timers.push(setInterval(say, 1000 / MESSAGES_PER_SECOND)),
				Math.random() * 1000));
	}

}
