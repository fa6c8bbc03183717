package dev.duplex.engine.session;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

import dev.duplex.engine.MessageNotSentException;
import dev.duplex.engine.SendResult;
import org.jspecify.annotations.Nullable;

/**
 * One message that a publisher brings forth, a fragment an element. The next element is
 * asked for when the one before has left, so the publisher is as fast as the peer.
 *
 * @param <T> the type of element
 */
final class MessageSubscriber<T> implements Flow.Subscriber<T> {

	private static final ByteBuffer EMPTY = ByteBuffer.allocate(0);

	private final FragmentedMessage message;

	private final Function<T, ByteBuffer> encoder;

	private final Runnable atEnd;

	private final Consumer<Throwable> failed;

	private final CompletableFuture<@Nullable Void> result = new CompletableFuture<>();

	private final AtomicBoolean over = new AtomicBoolean();

	private volatile Flow.@Nullable Subscription subscription;

	/**
	 * Creates a subscriber.
	 * @param message what is sent
	 * @param encoder makes a fragment's payload
	 * @param atEnd throws if the elements do not make a whole message
	 * @param failed called when the publisher fails: the message cannot be ended then
	 */
	MessageSubscriber(FragmentedMessage message, Function<T, ByteBuffer> encoder, Runnable atEnd,
			Consumer<Throwable> failed) {
		this.message = message;
		this.encoder = encoder;
		this.atEnd = atEnd;
		this.failed = failed;
	}

	CompletableFuture<@Nullable Void> result() {
		return this.result;
	}

	@Override
	public void onSubscribe(Flow.Subscription given) {
		Objects.requireNonNull(given);
		if (this.subscription != null) {
			given.cancel();
			return;
		}
		this.subscription = given;
		// A publisher that has nothing to bring forth would not notice the end.
		Runnable callback = this::connectionEnded;
		this.message.watch(callback);
		this.result.whenComplete((ignored, failure) -> this.message.unwatch(callback));
		requestNext();
	}

	@Override
	public void onNext(T element) {
		Objects.requireNonNull(element);
		if (this.over.get()) {
			return;
		}
		ByteBuffer payload;
		try {
			payload = this.encoder.apply(element);
		}
		catch (RuntimeException ex) {
			cancel();
			onError(ex);
			return;
		}
		this.message.send(payload, false).whenComplete((ignored, failure) -> {
			if (failure != null) {
				cancel();
				end(failure);
			}
			else {
				requestNext();
			}
		});
	}

	private void requestNext() {
		Flow.Subscription current = this.subscription;
		if (current == null || this.over.get()) {
			return;
		}
		try {
			current.request(1);
		}
		catch (RuntimeException ex) {
			// Nothing will come of a publisher that breaks its own contract.
			cancel();
			onError(ex);
		}
	}

	@Override
	public void onError(Throwable failure) {
		Objects.requireNonNull(failure);
		if (end(failure)) {
			this.failed.accept(failure);
		}
	}

	@Override
	public void onComplete() {
		if (!this.over.compareAndSet(false, true)) {
			return;
		}
		CompletableFuture<@Nullable Void> last = this.message.send(EMPTY, true);
		try {
			this.atEnd.run();
		}
		catch (IllegalArgumentException ex) {
			this.result.completeExceptionally(ex);
			return;
		}
		last.whenComplete((ignored, failure) -> {
			if (failure != null) {
				this.result.completeExceptionally(failure);
			}
			else {
				this.result.complete(null);
			}
		});
	}

	private void connectionEnded() {
		if (end(new MessageNotSentException(SendResult.CLOSED))) {
			cancel();
		}
	}

	private boolean end(Throwable failure) {
		if (!this.over.compareAndSet(false, true)) {
			return false;
		}
		this.result.completeExceptionally(failure);
		return true;
	}

	private void cancel() {
		Flow.Subscription current = this.subscription;
		if (current != null) {
			try {
				current.cancel();
			}
			catch (RuntimeException ex) {
				// Must not happen, and changes nothing for the message.
			}
		}
	}

}
