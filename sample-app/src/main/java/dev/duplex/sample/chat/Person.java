package dev.duplex.sample.chat;

/**
 * Somebody in a room.
 *
 * @param id of the connection
 * @param name as the room calls them, unique in the room at any time
 */
record Person(String id, String name) {

}
