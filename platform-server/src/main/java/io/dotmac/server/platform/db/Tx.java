package io.dotmac.server.platform.db;

import io.dotmac.model.fleet.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// One transaction under way: use cases pass it to every store that takes part, so that a row, its audit entry and its
/// event are written together or not at all. Only stores look inside. For the thread that opened it.
public final class Tx {
    private final Handle handle;
    private final Optional<TenantId> tenant;
    private final List<Runnable> last = new ArrayList<>();
    private final List<Runnable> committed = new ArrayList<>();

    Tx(Handle handle, Optional<TenantId> tenant) {
        this.handle = handle;
        this.tenant = tenant;
    }

    /// Whose rows are seen; empty for what belongs to no tenant.
    public Optional<TenantId> tenant() {
        return tenant;
    }

    /// For stores: where SQL is run.
    public Handle handle() {
        return handle;
    }

    /// Puts work at the end of the transaction, right before the commit: what holds a lock that others wait for. Runs
    /// in the order in which it was given; when it throws, all is rolled back.
    public void beforeCommit(Runnable work) {
        last.add(work);
    }

    /// Does something once the commit is certain, and not at all when all is rolled back. It must not fail.
    public void afterCommit(Runnable work) {
        committed.add(work);
    }

    /// Whether something was changed that others hear of: what a read after it must see.
    boolean isChange() {
        return !last.isEmpty() || !committed.isEmpty();
    }

    void finish() {
        for (int i = 0; i < last.size(); i++) { // may add more
            last.get(i).run();
        }
    }

    void committed() {
        committed.forEach(Runnable::run);
    }
}
