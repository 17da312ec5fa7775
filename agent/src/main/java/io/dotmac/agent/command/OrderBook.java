package io.dotmac.agent.command;

import io.dotmac.model.agent.AgentFrame;
import io.dotmac.model.agent.ControlFrame;
import io.dotmac.model.order.Order;
import io.dotmac.model.order.OrderState;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// Takes orders, runs each on a thread of its own with a time limit, and remembers how the last ones ended, so that the
/// same order a second time is answered and not done again. Safe for use by several threads.
public final class OrderBook implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(OrderBook.class.getName());
    private static final int MAX_RUNNING = 8;
    private static final int MAX_ENDED = 256;
    private static final int MAX_SECONDS = 3_600;
    private static final Duration FLUSH = Duration.ofMillis(200);

    private final Workshop workshop;
    private final Predicate<AgentFrame> channel;
    private final Map<UUID, Running> running = new ConcurrentHashMap<>();
    private final Map<UUID, AgentFrame.Progress> ended = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, AgentFrame.Progress> eldest) {
            return size() > MAX_ENDED;
        }
    };
    private final ScheduledExecutorService timer;

    private record Running(Order order, Thread thread, Answers answers) {}

    /// @param workshop where orders are carried out
    /// @param channel to the server, `false` when it takes no more now
    public OrderBook(Workshop workshop, Predicate<AgentFrame> channel) {
        this.workshop = workshop;
        this.channel = channel;
        ScheduledThreadPoolExecutor scheduled = new ScheduledThreadPoolExecutor(
                1, Thread.ofVirtual().name("orders-timer").factory());
        scheduled.setRemoveOnCancelPolicy(true);
        timer = scheduled;
    }

    /// Takes an order; returns at once.
    public synchronized void take(ControlFrame.Do wanted) {
        UUID id = wanted.id();
        AgentFrame.Progress before = ended.get(id);
        if (before != null) {
            var _ = channel.test(before);
            return;
        }
        if (running.containsKey(id)) {
            var _ = channel.test(new AgentFrame.Progress(id, OrderState.ACCEPTED, ""));
            return;
        }
        Answers answers = new Answers(id, channel);
        if (running.size() >= MAX_RUNNING) {
            end(id, answers, OrderState.REFUSED, "the agent works on " + MAX_RUNNING + " orders, try again later");
            return;
        }
        Thread thread =
                Thread.ofVirtual().name("order-" + wanted.order().verb()).unstarted(() -> run(wanted, answers));
        running.put(id, new Running(wanted.order(), thread, answers));
        LOG.log(
                System.Logger.Level.INFO,
                "order taken order={0} verb={1} target={2}",
                id,
                wanted.order().verb(),
                wanted.order().subject());
        answers.tell(OrderState.ACCEPTED, "");
        int seconds = Math.clamp(wanted.seconds(), 1, MAX_SECONDS);
        var _ = timer.schedule(() -> stop(id, OrderState.TIMED_OUT), seconds, TimeUnit.SECONDS);
        thread.start();
    }

    /// Stops an order that nobody wants any more.
    public void cancel(UUID id) {
        stop(id, OrderState.CANCELLED);
    }

    /// The channel is gone: nobody hears what is still being fetched; what changes something goes on.
    public void unheard() {
        running.forEach((id, one) -> {
            if (!(one.order instanceof Order.Restart)) {
                stop(id, OrderState.CANCELLED);
            }
        });
    }

    private void stop(UUID id, OrderState as) {
        Running one = running.get(id);
        if (one != null) {
            one.answers.stop(as);
            one.thread.interrupt();
        }
    }

    private void run(ControlFrame.Do wanted, Answers answers) {
        var flushing =
                timer.scheduleWithFixedDelay(answers::flush, FLUSH.toMillis(), FLUSH.toMillis(), TimeUnit.MILLISECONDS);
        OrderState state = OrderState.FAILED;
        String detail = "";
        try {
            detail = workshop.carryOut(wanted.order(), answers);
            state = OrderState.DONE;
        } catch (NotPossible e) {
            state = OrderState.REFUSED;
            detail = String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            state = answers.stopped().orElse(OrderState.CANCELLED);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "order failed order=" + wanted.id(), e);
            detail = String.valueOf(e.getMessage());
        } finally {
            flushing.cancel(false);
            boolean cut = state == OrderState.FAILED && answers.stopped().isPresent();
            end(wanted.id(), answers, cut ? answers.stopped().get() : state, cut ? "" : detail);
        }
    }

    private synchronized void end(UUID id, Answers answers, OrderState state, String detail) {
        ended.put(id, new AgentFrame.Progress(id, state, detail.length() > 500 ? detail.substring(0, 500) : detail));
        running.remove(id);
        LOG.log(System.Logger.Level.INFO, "order ended order={0} state={1}", id, state);
        answers.tell(state, detail);
    }

    /// How many orders are being worked on.
    public int size() {
        return running.size();
    }

    @Override
    public void close() {
        List.copyOf(running.keySet()).forEach(id -> stop(id, OrderState.CANCELLED));
        timer.shutdownNow();
    }
}
