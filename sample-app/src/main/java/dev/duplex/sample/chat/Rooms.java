package dev.duplex.sample.chat;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.regex.Pattern;

import dev.duplex.sample.chat.ChatEvent.Said;
import dev.duplex.sample.chat.ChatEvent.Welcome;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * The rooms that have somebody in them. A room comes with its first person and goes, with
 * all that was said, with its last.
 */
@Component
class Rooms {

	static final int MAX_ROOMS = 1000;

	private static final Pattern ROOM_NAME = Pattern.compile("[\\p{L}\\p{M}\\p{N} _-]{1,32}");

	/**
	 * A room is touched only while the map holds its entry, so it needs no lock of its
	 * own.
	 */
	private final Map<String, Room> rooms = new ConcurrentHashMap<>();

	static boolean isRoomName(String name) {
		return ROOM_NAME.matcher(name).matches();
	}

	/**
	 * Lets somebody in.
	 * @param name the room
	 * @param id of the person's connection
	 * @param wish the name they would like to have
	 * @param greeter sends the welcome; called before anybody else can come or go, so
	 * that whatever is published about that afterwards finds the person welcomed
	 * @return the person, or {@code null} if there are too many rooms
	 */
	@Nullable Person enter(String name, String id, String wish, Consumer<Welcome> greeter) {
		if (this.rooms.size() >= MAX_ROOMS && !this.rooms.containsKey(name)) {
			return null;
		}
		AtomicReference<Person> person = new AtomicReference<>();
		this.rooms.compute(name, (key, existing) -> {
			Room room = (existing != null) ? existing : new Room();
			Welcome welcome = room.enter(id, wish);
			person.set(welcome.you());
			greeter.accept(welcome);
			return room;
		});
		return person.get();
	}

	/**
	 * Lets somebody out.
	 * @param name the room
	 * @param person who leaves
	 */
	void leave(String name, Person person) {
		this.rooms.computeIfPresent(name, (key, room) -> room.leave(person) ? room : null);
	}

	/**
	 * Keeps what was said for those who come later.
	 * @param name the room
	 * @param said what was said
	 * @return {@code false} if it was said already: somebody sent it again because they
	 * did not hear it
	 */
	boolean remember(String name, Said said) {
		AtomicBoolean fresh = new AtomicBoolean();
		this.rooms.computeIfPresent(name, (key, room) -> {
			fresh.set(room.remember(said));
			return room;
		});
		return fresh.get();
	}

}
