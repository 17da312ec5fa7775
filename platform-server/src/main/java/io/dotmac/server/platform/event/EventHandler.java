package io.dotmac.server.platform.event;

import io.dotmac.server.platform.db.Tx;
import java.util.Set;

/// Deals with events of some types, one after the other.
public interface EventHandler {
    /// The consumer's name, for good: what it has dealt with is noted under it.
    String name();

    /// The types that it wants.
    Set<String> types();

    /// Whether it cannot wait for Redis: while that is away, it is handed events straight from the outbox.
    default boolean urgent() {
        return false;
    }

    /// Deals with `event` in a transaction of the event's tenant. When it throws, all is rolled back and tried again.
    void handle(Tx tx, Event event);
}
