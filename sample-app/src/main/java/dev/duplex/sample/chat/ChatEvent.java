package dev.duplex.sample.chat;

import java.time.Instant;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonTypeInfo.Id;

/**
 * What the server sends: JSON with a {@code type}, by which the page chooses what to do.
 */
@JsonTypeInfo(use = Id.NAME, property = "type")
@JsonSubTypes({ @Type(name = "welcome", value = ChatEvent.Welcome.class),
		@Type(name = "joined", value = ChatEvent.Joined.class), @Type(name = "left", value = ChatEvent.Left.class),
		@Type(name = "said", value = ChatEvent.Said.class),
		@Type(name = "rejected", value = ChatEvent.Rejected.class) })
sealed interface ChatEvent {

	/**
	 * The state of a room, for somebody who has just come in.
	 *
	 * @param you as the room knows them
	 * @param here who is here, themselves included
	 * @param recent what was said last, oldest first
	 */
	record Welcome(Person you, List<Person> here, List<Said> recent) implements ChatEvent {

	}

	/**
	 * Somebody came in.
	 *
	 * @param id of their connection
	 * @param name as the room calls them
	 */
	record Joined(String id, String name) implements ChatEvent {

	}

	/**
	 * Somebody left.
	 *
	 * @param id of their connection
	 * @param name as the room called them
	 */
	record Left(String id, String name) implements ChatEvent {

	}

	/**
	 * Somebody said something.
	 *
	 * @param id of the message
	 * @param from the name of who said it
	 * @param text what they said
	 * @param at when the server heard it
	 */
	record Said(String id, String from, String text, Instant at) implements ChatEvent {

	}

	/**
	 * A message was not taken; only its sender gets this.
	 *
	 * @param id of the message, empty if it had none that could be read
	 * @param reason why
	 */
	record Rejected(String id, String reason) implements ChatEvent {

	}

}
