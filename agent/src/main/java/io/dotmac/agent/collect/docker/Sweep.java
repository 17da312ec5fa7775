package io.dotmac.agent.collect.docker;

import io.dotmac.model.fleet.ErrorClass;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Phaser;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Asks the engine about many containers: one after the other by the caller's thread, which costs least; with helpers
/// where there are many, and where one that does not answer holds up the others.
final class Sweep {
    private static final System.Logger LOG = System.getLogger(Sweep.class.getName());
    private static final int MOST_HELPERS = 3;
    private static final int FOR_EACH_HELPER = 8;

    private final Queue<String> left;
    private final Consumer<String> work;
    private final Consumer<String> unread;
    private final Consumer<EngineFailure> failures;
    private final ExecutorService executor;
    private final AtomicInteger helpers = new AtomicInteger();
    private final Phaser phase = new Phaser(1);

    /// @param ids of the containers
    /// @param work for each of them, by several threads at once
    /// @param unread takes those for which the engine failed
    /// @param failures takes why
    /// @param executor lends helpers
    Sweep(
            Collection<String> ids,
            Consumer<String> work,
            Consumer<String> unread,
            Consumer<EngineFailure> failures,
            ExecutorService executor) {
        this.left = new ConcurrentLinkedQueue<>(ids);
        this.work = work;
        this.unread = unread;
        this.failures = failures;
        this.executor = executor;
    }

    /// Returns when all are done.
    void run() throws InterruptedException {
        int many = left.size() / FOR_EACH_HELPER;
        for (int helper = 0; helper < many; helper++) {
            help();
        }
        drain();
        phase.awaitAdvanceInterruptibly(phase.arrive());
    }

    private void help() {
        if (helpers.incrementAndGet() > MOST_HELPERS) {
            return;
        }
        phase.register();
        try {
            executor.execute(() -> {
                try {
                    drain();
                } finally {
                    phase.arriveAndDeregister();
                }
            });
        } catch (RejectedExecutionException e) {
            phase.arriveAndDeregister();
            LOG.log(System.Logger.Level.DEBUG, "nobody helps, the agent stops");
        }
    }

    private void drain() {
        for (String id = left.poll(); id != null; id = left.poll()) {
            try {
                work.accept(id);
            } catch (EngineFailure e) {
                failures.accept(e);
                unread.accept(id);
                if (e.error() == ErrorClass.TIMEOUT) {
                    help();
                }
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "container could not be read", e);
            }
        }
    }
}
