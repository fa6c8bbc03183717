package dev.duplex.engine.topic;

import java.util.Arrays;

import dev.duplex.engine.PublishOptions;
import dev.duplex.engine.session.PublishedMessage;
import dev.duplex.engine.transport.SerialContext;
import org.jspecify.annotations.Nullable;

/**
 * The subscribers of one topic that share a context. Every change and every publish is a
 * task of that context, so they take effect in the order in which a thread made them, one
 * hand-over serves all the group's subscribers, and nothing here is locked.
 */
final class TopicGroup {

	private final SerialContext context;

	private @Nullable TopicMember[] members = new @Nullable TopicMember[4];

	private int size;

	TopicGroup(SerialContext context) {
		this.context = context;
	}

	void add(TopicMember member) {
		this.context.execute(() -> {
			if (this.size == this.members.length) {
				this.members = Arrays.copyOf(this.members, this.size * 2);
			}
			member.index = this.size;
			this.members[this.size++] = member;
		});
	}

	void remove(TopicMember member) {
		this.context.execute(() -> {
			TopicMember last = this.members[--this.size];
			this.members[this.size] = null;
			if (last != null && last != member) {
				last.index = member.index;
				this.members[member.index] = last;
			}
			member.index = -1;
		});
	}

	void publish(PublishedMessage message, PublishOptions options) {
		this.context.execute(() -> {
			Recipients recipients = new Recipients(options);
			for (int i = 0; i < this.size; i++) {
				TopicMember member = this.members[i];
				if (member != null && recipients.include(member.session())) {
					member.session().deliver(message);
				}
			}
		});
	}

	/**
	 * Delivers a message to those that did not get it by another of their subscriptions.
	 * In the context.
	 * @param publication what tells this publishing from others
	 */
	void deliverOnce(PublishedMessage message, Recipients recipients, long publication) {
		for (int i = 0; i < this.size; i++) {
			TopicMember member = this.members[i];
			if (member != null && recipients.include(member.session())) {
				member.session().deliverOnce(message, publication);
			}
		}
	}

	SerialContext context() {
		return this.context;
	}

}
