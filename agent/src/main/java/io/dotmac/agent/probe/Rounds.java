package io.dotmac.agent.probe;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Does what is to be done again and again, all on one beat and by as few threads as it takes. What is due together is
/// done by one thread, one after the other: a processor that has just done such a thing does the next at less than half
/// the cost. Only from who is held up another thread takes over.
///
/// Safe for use by several threads.
final class Rounds implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Rounds.class.getName());
    private static final int THREADS = 4;
    private static final Duration HELD_UP = Duration.ofMillis(20);
    private static final Duration SHORTEST_BEAT = Duration.ofMillis(500);
    static final Duration AFTER_FAILURE = Duration.ofSeconds(10);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(3);

    private final ReentrantLock lock = new ReentrantLock();
    private final PriorityQueue<Due> queue = new PriorityQueue<>(Comparator.comparingLong(Due::at));
    private final List<Worker> workers = new ArrayList<>();
    private final long origin = System.nanoTime();
    private boolean closed;

    /// Something to do; never done twice at once.
    @FunctionalInterface
    interface Work {
        /// Does it, and returns when it is due again: on the beat of that length, or after it when it is less than half
        /// a second.
        ///
        /// @param due when it should have begun, monotonic
        Duration run(long due) throws InterruptedException;
    }

    /// @param at monotonic, since the beginning of the rounds
    private record Due(long at, Work work) {}

    /// Does `work` from now on.
    void add(Work work) {
        lock.lock();
        try {
            put(new Due(System.nanoTime() - origin, work));
            if (workers.isEmpty()) {
                hire();
            }
        } finally {
            lock.unlock();
        }
    }

    private void put(Due due) {
        queue.add(due);
        workers.forEach(worker -> worker.wakeFor(due));
    }

    /// Under the lock.
    private void hire() {
        if (workers.size() < THREADS && !closed) {
            Worker worker = new Worker(workers.size());
            workers.add(worker);
            worker.thread.start();
        }
    }

    private long next(Duration rest) {
        long now = System.nanoTime() - origin;
        long nanos = rest.toNanos();
        return rest.compareTo(SHORTEST_BEAT) < 0 ? now + nanos : (now / nanos + 1) * nanos;
    }

    /// Waits a little for those who are in the midst of something; what is not over then ends by itself.
    @Override
    public void close() {
        List<Worker> last;
        lock.lock();
        try {
            closed = true;
            queue.clear();
            last = List.copyOf(workers);
        } finally {
            lock.unlock();
        }
        last.forEach(worker -> worker.thread.interrupt());
        long until = System.nanoTime() + LONGEST_CLOSE.toNanos();
        try {
            for (Worker worker : last) {
                worker.thread.join(Duration.ofNanos(Math.max(1, until - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The first takes what is due, each other what is still there some time later.
    private final class Worker {
        private final long patience;
        private final Condition woken = lock.newCondition();
        private final Thread thread;
        private long wakesAt = Long.MIN_VALUE;

        Worker(int index) {
            patience = index * HELD_UP.toNanos();
            thread = Thread.ofPlatform().daemon().name("rounds-" + index).unstarted(this::run);
        }

        private void run() {
            try {
                Due due = take();
                while (due != null) {
                    due = again(due.work, done(due));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private Duration done(Due due) throws InterruptedException {
            try {
                return due.work.run(origin + due.at);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "a round failed, the next one follows", e);
                return AFTER_FAILURE;
            }
        }

        private @Nullable Due again(Work work, Duration rest) throws InterruptedException {
            lock.lockInterruptibly();
            try {
                put(new Due(next(rest), work));
            } finally {
                lock.unlock();
            }
            return take();
        }

        /// Waits for something to do; `null` at the end.
        private @Nullable Due take() throws InterruptedException {
            lock.lockInterruptibly();
            try {
                while (!closed) {
                    Due first = queue.peek();
                    long left = first == null ? Long.MAX_VALUE : first.at + patience - (System.nanoTime() - origin);
                    if (first != null && left <= 0) {
                        queue.remove();
                        hireNext();
                        return first;
                    }
                    wakesAt = first == null ? Long.MAX_VALUE : first.at + patience;
                    long _ = woken.awaitNanos(left);
                    wakesAt = Long.MIN_VALUE;
                }
                return null;
            } finally {
                lock.unlock();
            }
        }

        /// There is always one more than has ever had something to do.
        private void hireNext() {
            if (workers.getLast() == this) {
                hire();
            }
        }

        private void wakeFor(Due due) {
            if (wakesAt > due.at + patience) {
                woken.signal();
            }
        }
    }
}
