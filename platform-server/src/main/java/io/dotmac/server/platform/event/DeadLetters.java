package io.dotmac.server.platform.event;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Database;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.query.ListQuery;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/// Events that a consumer could not deal with, as people see them. Safe for use by several threads.
public final class DeadLetters {
    private static final int PAGE = 500;

    private final Database database;
    private final DeadLetterStore store;
    private final Outbox outbox;

    /// @param outbox through which they are told again
    public DeadLetters(Database database, Outbox outbox) {
        this.database = database;
        this.store = new DeadLetterStore(database);
        this.outbox = outbox;
    }

    /// A page of one tenant's, or of all.
    public List<DeadLetter> list(Optional<TenantId> tenant, ListQuery query) {
        return store.list(tenant, query);
    }

    /// Shows all of them to `reader`, the oldest first, a page at a time.
    public void forEach(Consumer<DeadLetter> reader) {
        Optional<UUID> after = Optional.empty();
        List<DeadLetter> page;
        do {
            page = store.page(Optional.empty(), after, PAGE);
            page.forEach(reader);
            after = page.isEmpty() ? after : Optional.of(page.getLast().id());
        } while (page.size() == PAGE);
    }

    /// Has an event told again to the one consumer that could not deal with it. Another tenant's does not exist.
    ///
    /// @param also is done in the same transaction
    public DeadLetter replay(Optional<TenantId> tenant, UUID id, BiConsumer<Tx, DeadLetter> also) {
        DeadLetter letter = store.find(tenant, id).orElseThrow(() -> missing(id));
        Function<Tx, DeadLetter> work = tx -> {
            if (!store.remove(tx, id)) {
                throw missing(id);
            }
            outbox.again(tx, letter);
            also.accept(tx, letter);
            return letter;
        };
        return letter.event()
                .tenant()
                .map(one -> database.transaction(one, work))
                .orElseGet(() -> database.keyTransaction(OutboxStore.ALL, work));
    }

    private static Refusal missing(UUID id) {
        return Refusal.notFound("dead letter", id);
    }
}
