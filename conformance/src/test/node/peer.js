// The end of connections at Node's ws: does what standard input tells it, a JSON object on each line, and tells on
// standard output what it sees. Ends with its standard input.

import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { createInterface } from 'node:readline';

import { WebSocket, WebSocketServer } from 'ws';

const MAX_PAYLOAD = 2 << 20;
const EXTENSIONS = 'Sec-WebSocket-Extensions: ';
const connections = new Map();

function tell(event) {
	process.stdout.write(`${JSON.stringify(event)}\n`);
}

function watch(connection, socket) {
	connections.set(connection, socket);
	socket.on('message', (data, binary) => binary
		? tell({ connection, event: 'binary', data: data.toString('base64') })
		: tell({ connection, event: 'text', data: data.toString() }));
	socket.on('pong', (data) => tell({ connection, event: 'pong', data: data.toString('base64') }));
	socket.on('close', (code, reason) => {
		connections.delete(connection);
		tell({ connection, event: 'closed', code, data: reason.toString() });
	});
	socket.on('error', (error) => tell({ connection, event: 'failed', data: String(error) }));
}

function opened(connection, socket, extensions) {
	tell({ connection, event: 'opened', subprotocol: socket.protocol || null, extensions: extensions ?? '' });
}

const actions = {
	connect({ connection, url, deflate, subprotocols, origin, ca }) {
		const socket = new WebSocket(url, subprotocols, {
			ca,
			origin: origin ?? undefined,
			maxPayload: MAX_PAYLOAD,
			perMessageDeflate: deflate ? { threshold: 0, ...deflate } : false,
		});
		socket.on('unexpected-response', (request, response) => {
			tell({ connection, event: 'refused', code: response.statusCode });
			request.destroy();
		});
		let extensions;
		socket.on('upgrade', (response) => extensions = response.headers['sec-websocket-extensions']);
		socket.on('open', () => opened(connection, socket, extensions));
		watch(connection, socket);
	},

	listen({ server, tls, deflate, subprotocols }) {
		const web = tls
			? createSecureServer({ pfx: Buffer.from(tls.pfx, 'base64'), passphrase: tls.passphrase })
			: createServer();
		const sockets = new WebSocketServer({
			noServer: true,
			maxPayload: MAX_PAYLOAD,
			perMessageDeflate: deflate ? { threshold: 0, ...deflate } : false,
			handleProtocols: (offered) => [...offered].find((name) => subprotocols.includes(name)) ?? false,
			verifyClient: ({ origin }, answer) => answer(!origin, 403),
		});
		sockets.shouldHandle = (request) => request.url.startsWith('/links/');
		const extensions = new WeakMap();
		sockets.on('headers', (lines, request) => extensions.set(request,
			lines.find((line) => line.startsWith(EXTENSIONS))?.substring(EXTENSIONS.length)));
		web.on('upgrade', (request, socket, head) => sockets.handleUpgrade(request, socket, head, (accepted) => {
			watch(server + request.url, accepted);
			opened(server + request.url, accepted, extensions.get(request));
		}));
		web.listen(0, '127.0.0.1', () => tell({ connection: server, event: 'listening', code: web.address().port }));
	},

	text({ connection, data }) {
		connections.get(connection).send(data);
	},

	binary({ connection, data }) {
		connections.get(connection).send(Buffer.from(data, 'base64'));
	},

	fragment({ connection, data, binary, last }) {
		connections.get(connection).send(Buffer.from(data, 'base64'), { binary, fin: last });
	},

	ping({ connection, data }) {
		connections.get(connection).ping(Buffer.from(data, 'base64'));
	},

	close({ connection, code, data }) {
		connections.get(connection)?.close(code ?? undefined, data ?? undefined);
	},

	abort({ connection }) {
		connections.get(connection).terminate();
	},
};

createInterface({ input: process.stdin })
	.on('line', (line) => {
		const command = JSON.parse(line);
		actions[command.action](command);
	})
	.on('close', () => process.exit());
