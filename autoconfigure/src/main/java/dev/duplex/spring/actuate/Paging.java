package dev.duplex.spring.actuate;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Which part of a list a request asks for.
 */
record Paging(int page, int size) {

	private static final int DEFAULT_SIZE = 100;

	private static final int MAX_SIZE = 1000;

	static Paging of(@Nullable Integer page, @Nullable Integer size) {
		Paging paging = new Paging((page != null) ? page : 0, (size != null) ? size : DEFAULT_SIZE);
		if (paging.page < 0) {
			throw WebSocketsEndpoint.invalid("page must be at least 0.");
		}
		if (paging.size < 1 || paging.size > MAX_SIZE) {
			throw WebSocketsEndpoint.invalid("size must be 1 to " + MAX_SIZE + ".");
		}
		return paging;
	}

	<T> List<T> cut(List<T> all) {
		int from = (int) Math.min((long) this.page * this.size, all.size());
		return all.subList(from, Math.min(from + this.size, all.size()));
	}

}
