package dev.duplex.sample.chat;

import java.time.Instant;

import dev.duplex.engine.WebSocketConnection;
import dev.duplex.sample.chat.ChatEvent.Joined;
import dev.duplex.sample.chat.ChatEvent.Left;
import dev.duplex.sample.chat.ChatEvent.Rejected;
import dev.duplex.sample.chat.ChatEvent.Said;
import dev.duplex.spring.BroadcastTo;
import dev.duplex.spring.MessageNotReadableException;
import dev.duplex.spring.OnConnect;
import dev.duplex.spring.OnDisconnect;
import dev.duplex.spring.OnText;
import dev.duplex.spring.WebSocketEndpoint;
import dev.duplex.spring.WebSocketExceptionHandler;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/**
 * A chat with as many rooms as people ask for. Everybody in a room is subscribed to its
 * topic; who comes, goes or says something is published there.
 */
@WebSocketEndpoint("/rooms/{room}")
class ChatRoom {

	private static final String PERSON = "person";

	/** RFC 6455 section 7.4.1: the page does not try again after this one. */
	private static final int POLICY_VIOLATION = 1008;

	private final Rooms rooms;

	private final JsonMapper json;

	ChatRoom(Rooms rooms, JsonMapper json) {
		this.rooms = rooms;
		this.json = json;
	}

	@OnConnect
	@BroadcastTo("room.{room}")
	@Nullable Joined join(WebSocketConnection connection, @PathVariable String room,
			@RequestParam(defaultValue = "") String name) {
		if (!Rooms.isRoomName(room)) {
			connection.close(POLICY_VIOLATION, "A room's name has up to 32 letters, digits, spaces, - and _");
			return null;
		}
		// First the subscription, then the welcome: what is said in between comes twice,
		// and not never.
		connection.subscribe("room." + room);
		Person person = this.rooms.enter(room, connection.id(), name,
				(welcome) -> connection.sendText(this.json.writeValueAsString(welcome)));
		if (person == null) {
			connection.close(POLICY_VIOLATION, "There are too many rooms; come to one that exists");
			return null;
		}
		connection.attributes().put(PERSON, person);
		return new Joined(person.id(), person.name());
	}

	@OnText
	@BroadcastTo("room.{room}")
	@Nullable Said say(ChatMessage message, WebSocketConnection connection, @PathVariable String room) {
		if (!(connection.attributes().get(PERSON) instanceof Person person) || message.isBlank()) {
			return null;
		}
		message.check();
		Said said = new Said(message.id(), person.name(), message.text(), Instant.now());
		return this.rooms.remember(room, said) ? said : null;
	}

	@OnDisconnect
	@BroadcastTo("room.{room}")
	@Nullable Left leave(WebSocketConnection connection, @PathVariable String room) {
		if (!(connection.attributes().get(PERSON) instanceof Person person)) {
			return null;
		}
		this.rooms.leave(room, person);
		return new Left(person.id(), person.name());
	}

	@WebSocketExceptionHandler
	Rejected rejected(RejectedMessageException exception) {
		return new Rejected(exception.id(), exception.reason());
	}

	@WebSocketExceptionHandler
	Rejected unreadable(MessageNotReadableException exception) {
		return new Rejected("", "A message is JSON such as {\"text\": \"Hello\"}");
	}

}
