package io.dotmac.server.notification;

import com.fasterxml.uuid.Generators;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.notification.InDoubt;
import io.dotmac.model.notification.MadeReceiver;
import io.dotmac.model.notification.NewReceiver;
import io.dotmac.model.notification.NoticeTemplate;
import io.dotmac.model.notification.Receiver;
import io.dotmac.model.notification.Target;
import io.dotmac.server.audit.Audit;
import io.dotmac.server.audit.Entry;
import io.dotmac.server.notification.ReceiverStore.Kept;
import io.dotmac.server.notification.send.Phrases;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.query.ListQuery;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The receivers of a tenant, as people change them.
final class Receivers {
    private static final String TYPE = "notification-receiver";
    private static final int MOST = 200;
    private static final int PER_MINUTE = 20;
    private static final int SECRET_BYTES = 32;
    private static final Duration OLD_SECRET = Duration.ofDays(1);

    private final Realm realm;
    private final ReceiverStore store;
    private final Books books;
    private final Audit audit;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Receivers(Realm realm, ReceiverStore store, Books books, Audit audit, Clock clock) {
        this.realm = realm;
        this.store = store;
        this.books = books;
        this.audit = audit;
        this.clock = clock;
    }

    ListQuery.Page<Receiver> page(TenantId tenant, ListQuery query) {
        List<Receiver> found = realm.in(tenant, tx -> store.page(tx, tenant, query)).stream()
                .map(kept -> kept.receiver().masked())
                .toList();
        return query.page(found);
    }

    Receiver show(TenantId tenant, UUID id) {
        return kept(tenant, id).receiver().masked();
    }

    /// With its secrets.
    Kept kept(TenantId tenant, UUID id) {
        return realm.in(tenant, tx -> found(tx, tenant, id));
    }

    MadeReceiver create(Caller caller, TenantId tenant, NewReceiver wanted) {
        checkTemplate(wanted);
        if (isMasked(wanted.target())) {
            throw Refusal.invalid("target", "has " + Target.MASK + " in the place of a secret");
        }
        Instant now = now();
        UUID id = Generators.timeBasedEpochRandomGenerator().generate();
        String secret = wanted.target() instanceof Target.Webhook ? newSecret() : "";
        Receiver receiver = receiver(id, wanted, wanted.target(), now, now, 1);
        return Names.unlessTaken(
                wanted.name(),
                () -> realm.in(tenant, tx -> {
                    if (store.ids(tx, tenant).size() >= MOST) {
                        throw Refusal.conflict(
                                "TOO_MANY_RECEIVERS", "there are " + MOST + " receivers, at most that many");
                    }
                    store.put(tx, new Kept(tenant, receiver, secret, Optional.empty(), Optional.empty()));
                    audit.record(
                            tx, caller, Entry.created("notification.receiver-created", TYPE, id, receiver.masked()));
                    return new MadeReceiver(
                            receiver.masked(), Optional.of(secret).filter(text -> !text.isEmpty()));
                }));
    }

    Receiver change(Caller caller, TenantId tenant, UUID id, Optional<Long> version, NewReceiver wanted) {
        checkTemplate(wanted);
        return Names.unlessTaken(
                wanted.name(),
                () -> realm.in(tenant, tx -> {
                    Kept before = found(tx, tenant, id);
                    Receiver old = before.receiver();
                    if (version.isPresent() && version.get() != old.version()) {
                        throw Refusal.outdated("the receiver was changed meanwhile; read it again");
                    }
                    Target target = wanted.target().completed(old.target());
                    if (isMasked(target)) {
                        throw Refusal.invalid(
                                "target", "has " + Target.MASK + " in the place of a secret that is not known");
                    }
                    Receiver after = receiver(id, wanted, target, old.createdAt(), now(), old.version() + 1);
                    boolean needsSecret =
                            target instanceof Target.Webhook && before.secret().isEmpty();
                    Kept kept = needsSecret
                            ? new Kept(tenant, after, newSecret(), Optional.empty(), Optional.empty())
                            : before.with(after);
                    store.put(tx, kept);
                    audit.record(
                            tx,
                            caller,
                            Entry.changed("notification.receiver-changed", TYPE, id, old.masked(), after.masked()));
                    return after.masked();
                }));
    }

    void remove(Caller caller, TenantId tenant, UUID id) {
        realm.in(tenant, tx -> {
            Receiver old = found(tx, tenant, id).receiver();
            books.users(tx, tenant, id).ifPresent(user -> {
                throw Refusal.conflict("RECEIVER_IN_USE", "receiver " + old.name() + " is named by " + user);
            });
            store.delete(tx, tenant, id);
            audit.record(tx, caller, Entry.removed("notification.receiver-removed", TYPE, id, old.masked()));
            return id;
        });
    }

    /// A new secret to sign with; for a day messages are signed with the old one as well.
    MadeReceiver rotate(Caller caller, TenantId tenant, UUID id) {
        return realm.in(tenant, tx -> {
            Kept before = found(tx, tenant, id);
            if (before.secret().isEmpty()) {
                throw Refusal.conflict(
                        "NOT_SIGNED", "messages to " + before.receiver().name() + " are not signed");
            }
            String secret = newSecret();
            Optional<Instant> until = Optional.of(now().plus(OLD_SECRET));
            store.put(tx, new Kept(tenant, before.receiver(), secret, Optional.of(before.secret()), until));
            audit.record(tx, caller, Entry.happened("notification.secret-rotated", TYPE, id.toString()));
            return new MadeReceiver(before.receiver().masked(), Optional.of(secret));
        });
    }

    private Kept found(Tx tx, TenantId tenant, UUID id) {
        return store.find(tx, tenant, id).orElseThrow(() -> Refusal.notFound("receiver", id));
    }

    private static Receiver receiver(
            UUID id, NewReceiver wanted, Target target, Instant created, Instant updated, long version) {
        return new Receiver(
                id,
                wanted.name(),
                target,
                wanted.enabled().orElse(true),
                wanted.standard().orElse(true),
                wanted.perMinute().orElse(PER_MINUTE),
                wanted.inDoubt().orElse(InDoubt.AGAIN),
                wanted.template().orElse(NoticeTemplate.USUAL),
                0,
                Optional.empty(),
                created,
                updated,
                version);
    }

    private static boolean isMasked(Target target) {
        return switch (target) {
            case Target.Email email -> false;
            case Target.Webhook(var url) -> url.endsWith(Target.MASK);
            case Target.Slack(var url) -> url.endsWith(Target.MASK);
            case Target.PagerDuty pager -> pager.routingKey().equals(Target.MASK);
        };
    }

    private static void checkTemplate(NewReceiver wanted) {
        try {
            wanted.template().ifPresent(Phrases::check);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("template", String.valueOf(e.getMessage()));
        }
    }

    private String newSecret() {
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return "whsec_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
