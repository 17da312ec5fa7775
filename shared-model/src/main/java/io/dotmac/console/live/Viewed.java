package io.dotmac.console.live;

import io.dotmac.client.ApiException;
import io.dotmac.client.PlatformClient;
import io.dotmac.console.Observable;
import io.dotmac.console.Subscription;
import io.dotmac.console.Tasks;
import io.dotmac.console.Value;
import io.dotmac.model.live.Topic;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/// What the screens look at: the live rows, or how everything stood at a past instant. Safe for several threads.
public final class Viewed implements AutoCloseable {
    /// Rows of each table that are read of the past at most.
    private static final int MOST = 20_000;

    private final LiveStore store;
    private final PlatformClient client;
    private final Tasks tasks;
    private final Value<Long> changes = new Value<>(0L);
    private final Value<Optional<Past>> past = new Value<>(Optional.empty());
    private final Subscription following;
    private volatile Optional<Histories> histories = Optional.empty();
    private long wanted;

    /// @param store of the live rows
    /// @param client of the server that keeps the past
    /// @param tasks where it is read
    public Viewed(LiveStore store, PlatformClient client, Tasks tasks) {
        this.store = store;
        this.client = client;
        this.tasks = tasks;
        following = store.rows().subscribe(_ -> {
            if (past.get().isEmpty()) {
                changed();
            }
        });
    }

    /// Grows whenever there is something else to see.
    public Observable<Long> changes() {
        return changes;
    }

    /// What is looked at.
    public Sight sight() {
        return past.get()
                .map(then -> new Sight(then.rows(), then.at()))
                .orElseGet(() -> new Sight(store.rows().get(), tasks.clock().instant()));
    }

    /// The past that is shown; empty while it is now.
    public Observable<Optional<Past>> past() {
        return past;
    }

    /// As [LiveStore#lag], up to the moment that is looked at.
    public History lag(String replicationKey) {
        return histories
                .map(then -> then.asked(Topic.REPLICATION, replicationKey))
                .orElseGet(() -> store.lag(replicationKey));
    }

    /// As [LiveStore#latency], up to the moment that is looked at.
    public History latency(String dependencyKey) {
        return histories
                .map(then -> then.asked(Topic.DEPENDENCIES, dependencyKey))
                .orElseGet(() -> store.latency(dependencyKey));
    }

    /// Reads how everything stood and shows it; what is shown stays until that is there, and stays if it cannot be had.
    ///
    /// @param at this console's clock
    /// @param tenant slug of the ISP that is asked for, empty for one's own
    /// @param failed is told why it cannot be had, by any thread
    public void at(Instant at, String tenant, Consumer<String> failed) {
        long turn = turn();
        tasks.run(() -> {
            String why = read(at, tenant, turn);
            if (!why.isEmpty() && isWanted(turn)) {
                failed.accept(why);
            }
        });
    }

    /// Goes back to now; answers whether it was not.
    public boolean live() {
        turn();
        boolean was = past.get().isPresent();
        if (was) {
            histories = Optional.empty();
            past.set(Optional.empty());
            changed();
        }
        return was;
    }

    @Override
    public void close() {
        turn();
        following.close();
    }

    /// Why it cannot be had; empty when it is shown, or nobody wants it any more.
    private String read(Instant at, String tenant, long turn) {
        Snapshot live = store.rows().get();
        try {
            Past read = Past.of(at, tenant, client.of(tenant).past(at.plus(live.offset()), MOST), live.offset());
            if (read.rows().nodes().isEmpty() && !live.nodes().isEmpty()) {
                return "the server has no history so far back: it knew no node then";
            }
            show(read, turn);
            return "";
        } catch (ApiException e) {
            return "the server refuses: " + e.problem().message();
        } catch (IOException e) {
            return "the server cannot be reached, so there is no past to see";
        }
    }

    private synchronized void show(Past read, long turn) {
        if (wanted != turn) {
            return;
        }
        Duration ahead = read.rows().offset();
        Histories then = new Histories(client, tasks, read::at, this::changed);
        then.online(ahead);
        histories = Optional.of(then);
        past.set(Optional.of(read));
        changed();
    }

    private synchronized long turn() {
        return ++wanted;
    }

    private synchronized boolean isWanted(long turn) {
        return wanted == turn;
    }

    private void changed() {
        changes.update(before -> before + 1);
    }
}
