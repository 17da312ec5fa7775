package io.dotmac.console;

import java.util.function.Consumer;

/// A value that changes and says so.
///
/// @param <T> the value's type
public interface Observable<T> {
    /// The value now; never blocks.
    T get();

    /// Calls `listener` after each change, from any thread, one call at a time; not for the present value.
    ///
    /// Changes that come faster than the listener runs are conflated: the last call always brings the newest value.
    Subscription subscribe(Consumer<? super T> listener);
}
