package io.dotmac.server.notification;

import io.dotmac.model.Json;
import io.dotmac.model.notification.Delivery.State;
import io.dotmac.model.notification.Receiver;
import io.dotmac.server.notification.Courier.Batch;
import io.dotmac.server.notification.ReceiverStore.Kept;
import io.dotmac.server.notification.send.Outcome;
import io.dotmac.server.notification.send.Parcel;
import io.dotmac.server.notification.send.Phrases;
import io.dotmac.server.notification.send.Senders;
import io.dotmac.server.platform.db.DatabaseUnavailable;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.event.Event;
import io.dotmac.server.platform.event.Outbox;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Sends what was claimed, and notes what became of it. Where a receiver is out of reach it is left alone for a while,
/// and longer each time.
final class Postman {
    private static final Logger LOG = System.getLogger(Postman.class.getName());
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final Duration GIVE_UP = Duration.ofDays(1);
    private static final int NOTES = 20;
    private static final int ERROR = 500;

    private final Realm realm;
    private final DeliveryStore deliveries = new DeliveryStore();
    private final ReceiverStore receivers;
    private final Senders senders;
    private final Phrases phrases;
    private final Outbox outbox;
    private final BiConsumer<String, String> counted;
    private final Clock clock;
    private final CountDownLatch closing = new CountDownLatch(1);

    /// What is told of a message that will never arrive.
    record Failed(UUID delivery, UUID receiver, String name, String kind, String subject, String error) {}

    /// @param counted told the kind of a receiver and the end of a message
    Postman(
            Realm realm,
            ReceiverStore receivers,
            Senders senders,
            Phrases phrases,
            Outbox outbox,
            BiConsumer<String, String> counted,
            Clock clock) {
        this.realm = realm;
        this.receivers = receivers;
        this.senders = senders;
        this.phrases = phrases;
        this.outbox = outbox;
        this.counted = counted;
        this.clock = clock;
    }

    /// Sends one after the other, until the receiver is out of reach.
    void deliver(Batch batch) {
        Kept to = batch.receiver();
        String kind = to.receiver().target().kind();
        for (int i = 0; i < batch.messages().size(); i++) {
            Message message = batch.messages().get(i);
            Outcome outcome = closing.getCount() == 0 ? null : attempt(to, message);
            if (outcome == null) {
                unclaim(batch.messages().subList(i, batch.messages().size()), clock.instant());
                return;
            }
            List<UUID> rest = batch.messages().subList(i + 1, batch.messages().size()).stream()
                    .map(Message::id)
                    .toList();
            switch (outcome) {
                case Outcome.Sent(var note) -> {
                    note(tx -> {
                        sent(tx, to, message, note);
                        keep(tx, rest, batch.lease());
                    });
                    counted.accept(kind, "sent");
                }
                case Outcome.Never(var error) -> {
                    note(tx -> {
                        failed(tx, to, message, error);
                        keep(tx, rest, batch.lease());
                    });
                    counted.accept(kind, "failed");
                }
                case Outcome.Later(var error, var after) -> {
                    Instant next = later(to, message, error, after);
                    counted.accept(kind, "retried");
                    unclaim(batch.messages().subList(i + 1, batch.messages().size()), next);
                    return;
                }
            }
        }
    }

    /// Sends right now and notes nothing.
    Outcome attempt(Kept to, Message message) {
        Receiver receiver = to.receiver();
        Parcel parcel = new Parcel(
                message.id(),
                message.thread(),
                receiver.name(),
                message.notice(),
                phrases.words(message.notice(), receiver.template(), receiver.name()),
                to.keys(clock.instant()),
                message.sending());
        return senders.send(receiver.target(), parcel);
    }

    /// Begins no further message.
    void close() {
        closing.countDown();
    }

    private void sent(Tx tx, Kept to, Message message, String note) {
        deliveries.end(tx, List.of(message.id()), State.SENT, note, Optional.of(clock.instant()));
        receivers.reached(tx, to.tenant(), to.receiver().id());
    }

    private void failed(Tx tx, Kept to, Message message, String error) {
        String line = error.length() > ERROR ? error.substring(0, ERROR) : error;
        String subject = Phrases.subject(message.notice());
        deliveries.end(tx, List.of(message.id()), State.FAILED, line, Optional.empty());
        Failed told = new Failed(
                message.id(),
                to.receiver().id(),
                to.receiver().name(),
                to.receiver().target().kind(),
                subject,
                line);
        outbox.publish(tx, Event.of("notification.failed", "delivery", message.id(), told));
        LOG.log(
                Level.WARNING,
                "a message was refused for good receiver={0} delivery={1} error={2}",
                to.receiver().name(),
                message.id(),
                Json.text(line));
    }

    private Instant later(Kept to, Message message, String error, Optional<Duration> after) {
        Instant now = clock.instant();
        int failures = to.receiver().failures() + 1;
        Duration pause = pause(failures, message.id());
        Instant next = now.plus(after.filter(wait -> wait.compareTo(pause) > 0).orElse(pause));
        if (message.createdAt().plus(GIVE_UP).isBefore(now)) {
            note(tx -> {
                failed(tx, to, message, "given up after a day: " + error);
                receivers.missed(tx, to.tenant(), to.receiver().id(), failures, next);
            });
            return next;
        }
        note(tx -> {
            deliveries.again(tx, message.id(), error.length() > ERROR ? error.substring(0, ERROR) : error, next);
            receivers.missed(tx, to.tenant(), to.receiver().id(), failures, next);
        });
        LOG.log(
                Level.WARNING,
                "receiver out of reach, tried again later receiver={0} failures={1} error={2}",
                to.receiver().name(),
                failures,
                Json.text(error));
        return next;
    }

    /// Twice as long each time, and not at the same moment for all.
    static Duration pause(int failures, UUID id) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, 10));
        Duration bounded = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        long percent = 80L + Math.floorMod(id.hashCode() + 31L * failures, 41);
        return bounded.multipliedBy(percent).dividedBy(100);
    }

    /// What is still to be sent stays this server's.
    private void keep(Tx tx, List<UUID> messages, Duration lease) {
        if (!messages.isEmpty()) {
            deliveries.wait(tx, messages, clock.instant().plus(lease));
        }
    }

    private void unclaim(List<Message> messages, Instant until) {
        if (!messages.isEmpty()) {
            note(tx -> deliveries.unclaim(tx, messages.stream().map(Message::id).toList(), until));
        }
    }

    /// What was sent must be noted, or it is sent again; so the database is waited for.
    private void note(Consumer<Tx> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                realm.all(tx -> {
                    work.accept(tx);
                    return tx;
                });
                return;
            } catch (DatabaseUnavailable e) {
                if (attempt >= NOTES || isClosedAfter(attempt)) {
                    throw e;
                }
            }
        }
    }

    private boolean isClosedAfter(int seconds) {
        try {
            return closing.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
