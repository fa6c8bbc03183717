package dev.duplex.engine.topic;

import java.util.Arrays;

import dev.duplex.engine.transport.SerialContext;
import org.jspecify.annotations.Nullable;

/**
 * The subscribers of one topic that share a context. Every change and every publish is a
 * task of that context, so they take effect in the order in which a thread made them, one
 * hand-over serves all the group's subscribers, and nothing here is locked.
 */
final class TopicGroup {

	private final SerialContext context;

	private @Nullable Subscription[] members = new @Nullable Subscription[4];

	private int size;

	TopicGroup(SerialContext context) {
		this.context = context;
	}

	void add(Subscription subscription) {
		this.context.execute(() -> {
			if (this.size == this.members.length) {
				this.members = Arrays.copyOf(this.members, this.size * 2);
			}
			subscription.index = this.size;
			this.members[this.size++] = subscription;
		});
	}

	void remove(Subscription subscription) {
		this.context.execute(() -> {
			Subscription last = this.members[--this.size];
			this.members[this.size] = null;
			if (last != null && last != subscription) {
				last.index = subscription.index;
				this.members[subscription.index] = last;
			}
			subscription.index = -1;
		});
	}

	void publish(byte[] frame, boolean text, int payloadBytes) {
		this.context.execute(() -> {
			for (int i = 0; i < this.size; i++) {
				Subscription member = this.members[i];
				if (member != null) {
					member.subscriber().deliver(frame, text, payloadBytes);
				}
			}
		});
	}

}
