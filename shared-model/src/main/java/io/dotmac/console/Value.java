package io.dotmac.console;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// An [Observable] that its owner writes. Safe for use by several threads; listeners never run concurrently.
///
/// @param <T> the value's type
public final class Value<T> implements Observable<T> {
    private static final System.Logger LOG = System.getLogger(Value.class.getName());

    private final AtomicReference<T> value;
    private final List<Entry<T>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicInteger pending = new AtomicInteger();

    /// @param initial what [#get] answers at first
    public Value(T initial) {
        value = new AtomicReference<>(initial);
    }

    @Override
    public T get() {
        return value.get();
    }

    /// Sets the value; listeners hear of it unless it equals the one before.
    public void set(T next) {
        T previous = value.getAndSet(next);
        if (!previous.equals(next)) {
            deliver();
        }
    }

    /// Derives the next value from the present one; `step` may run more than once.
    public void update(UnaryOperator<T> step) {
        T previous = value.getAndUpdate(step);
        if (!previous.equals(value.get())) {
            deliver();
        }
    }

    /// Whether anybody listens.
    public boolean watched() {
        return !listeners.isEmpty();
    }

    @Override
    public Subscription subscribe(Consumer<? super T> listener) {
        Entry<T> entry = new Entry<>(listener);
        listeners.add(entry);
        return () -> listeners.remove(entry);
    }

    private void deliver() {
        if (pending.getAndIncrement() > 0) {
            return;
        }
        int seen;
        do {
            seen = pending.get();
            T now = value.get();
            for (Entry<T> entry : listeners) {
                entry.call(now);
            }
        } while (pending.addAndGet(-seen) > 0);
    }

    /// Told apart by identity, so that a listener subscribed twice is taken off one at a time.
    private static final class Entry<T> {
        private final Consumer<? super T> listener;

        Entry(Consumer<? super T> listener) {
            this.listener = listener;
        }

        void call(T now) {
            try {
                listener.accept(now);
            } catch (RuntimeException e) {
                // One broken screen must not keep the others from hearing.
                LOG.log(System.Logger.Level.ERROR, "listener failed", e);
            }
        }
    }
}
