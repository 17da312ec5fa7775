package io.dotmac.server.alert;

import io.dotmac.model.alert.Ack;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.AlertState;
import io.dotmac.model.alert.NewAck;
import io.dotmac.model.alert.NewOwner;
import io.dotmac.model.alert.Owner;
import io.dotmac.model.alert.Transition;
import io.dotmac.model.alert.Transition.Kind;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.alert.AlertChange.Step;
import io.dotmac.server.audit.Audit;
import io.dotmac.server.audit.Entry;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ListQuery.Page;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// What people do with alerts.
final class AlertDesk {
    private final AlertRealm realm;
    private final AlertLedger ledger;
    private final AlertBook book;
    private final AlertStore alerts = new AlertStore();
    private final TransitionStore transitions = new TransitionStore();
    private final Audit audit;
    private final Function<Caller, String> names;
    private final BiConsumer<TenantId, List<AlertChange>> written;
    private final Clock clock;

    AlertDesk(
            AlertRealm realm,
            AlertLedger ledger,
            AlertBook book,
            Audit audit,
            Function<Caller, String> names,
            BiConsumer<TenantId, List<AlertChange>> written,
            Clock clock) {
        this.realm = realm;
        this.ledger = ledger;
        this.book = book;
        this.audit = audit;
        this.names = names;
        this.written = written;
        this.clock = clock;
    }

    Page<Alert> page(TenantId tenant, Optional<AlertState> state, ListQuery query) {
        List<Alert> found = realm.in(tenant, tx -> alerts.page(tx, tenant, state, query)).stream()
                .map(this::shown)
                .toList();
        return query.page(found, AlertDesk::field);
    }

    Alert show(TenantId tenant, String fingerprint) {
        return realm.in(tenant, tx -> alerts.find(tx, tenant, fingerprint))
                .map(this::shown)
                .orElseThrow(() -> Refusal.notFound("alert", fingerprint));
    }

    Page<Transition> history(TenantId tenant, Optional<String> fingerprint, ListQuery query) {
        return query.page(realm.in(tenant, tx -> transitions.page(tx, tenant, fingerprint, query)));
    }

    Alert acknowledge(Caller caller, TenantId tenant, String fingerprint, NewAck wanted) {
        Instant now = clock.instant();
        wanted.until().filter(until -> !until.isAfter(now)).ifPresent(until -> {
            throw Refusal.invalid("until", "is " + until + ", must lie ahead");
        });
        Ack ack = new Ack(caller.id(), names.apply(caller), wanted.why().orElse(""), now, wanted.until());
        Step step = new Step(Kind.ACKED, Optional.of(caller.id()), wanted.why().orElse(""));
        return change(
                caller,
                tenant,
                fingerprint,
                "alert.acked",
                step,
                alert -> with(alert, Optional.of(ack), alert.owner()));
    }

    Alert unacknowledge(Caller caller, TenantId tenant, String fingerprint) {
        Step step = new Step(Kind.UNACKED, Optional.of(caller.id()), "");
        return change(
                caller,
                tenant,
                fingerprint,
                "alert.unacked",
                step,
                alert -> with(alert, Optional.empty(), alert.owner()));
    }

    Alert own(Caller caller, TenantId tenant, String fingerprint, NewOwner wanted) {
        String name =
                wanted.name().orElseGet(() -> wanted.id().map(Object::toString).orElseGet(() -> names.apply(caller)));
        Owner owner = new Owner(wanted.id().orElse(caller.id()), name, clock.instant());
        Step step = new Step(Kind.OWNED, Optional.of(caller.id()), name);
        return change(
                caller,
                tenant,
                fingerprint,
                "alert.owned",
                step,
                alert -> with(alert, alert.ack(), Optional.of(owner)));
    }

    Alert disown(Caller caller, TenantId tenant, String fingerprint) {
        Step step = new Step(Kind.DISOWNED, Optional.of(caller.id()), "");
        return change(
                caller,
                tenant,
                fingerprint,
                "alert.disowned",
                step,
                alert -> with(alert, alert.ack(), Optional.empty()));
    }

    /// Acknowledgements that count no more are taken away.
    void expire() {
        Instant now = clock.instant();
        for (AlertBook.Entry entry : book.all()) {
            boolean over = entry.alert()
                    .ack()
                    .flatMap(Ack::until)
                    .filter(until -> !until.isAfter(now))
                    .isPresent();
            if (over) {
                expire(entry.tenant(), entry.alert().fingerprint(), now);
            }
        }
    }

    private void expire(TenantId tenant, String fingerprint, Instant now) {
        List<AlertChange> changes = realm.in(tenant, tx -> {
            Optional<Alert> held = Optional.ofNullable(
                            alerts.hold(tx, tenant, List.of(fingerprint)).get(fingerprint))
                    .filter(alert -> alert.ack()
                            .flatMap(Ack::until)
                            .filter(until -> !until.isAfter(now))
                            .isPresent());
            List<AlertChange> one = held.stream()
                    .map(alert -> new AlertChange(
                            with(alert, Optional.empty(), alert.owner()),
                            alerts.isExternal(tx, tenant, fingerprint),
                            List.of(Step.of(Kind.UNACKED, "its time is over"))))
                    .toList();
            one.forEach(change -> ledger.write(tx, tenant, change));
            return one;
        });
        written.accept(tenant, changes);
    }

    private Alert change(
            Caller caller, TenantId tenant, String fingerprint, String action, Step step, Function<Alert, Alert> edit) {
        AlertChange done = realm.in(tenant, tx -> {
            Alert before = Optional.ofNullable(
                            alerts.hold(tx, tenant, List.of(fingerprint)).get(fingerprint))
                    .orElseThrow(() -> Refusal.notFound("alert", fingerprint));
            if (before.state() != AlertState.FIRING) {
                throw Refusal.conflict("ALERT_RESOLVED", "alert " + fingerprint + " is resolved, nobody has to act");
            }
            boolean external = alerts.isExternal(tx, tenant, fingerprint);
            AlertChange change = new AlertChange(edit.apply(before), external, List.of(step));
            ledger.write(tx, tenant, change);
            audit.record(tx, caller, Entry.changed(action, "alert", fingerprint, before, change.alert()));
            return change;
        });
        written.accept(tenant, List.of(done));
        return shown(done.alert());
    }

    private Alert shown(Alert alert) {
        return book.find(alert.fingerprint())
                .map(entry -> alert.with(entry.alert().facts()))
                .orElse(alert);
    }

    private Alert with(Alert alert, Optional<Ack> ack, Optional<Owner> owner) {
        return new Alert(
                alert.fingerprint(),
                alert.rule(),
                alert.state(),
                alert.level(),
                alert.summary(),
                alert.labels(),
                alert.annotations(),
                alert.value(),
                alert.episode(),
                alert.count(),
                alert.startsAt(),
                alert.endsAt(),
                clock.instant(),
                ack,
                owner,
                alert.flapping(),
                alert.stale(),
                alert.facts(),
                alert.generator());
    }

    /// What a list of alerts is sorted by.
    static Object field(Alert alert, String name) {
        return switch (name) {
            case "fingerprint" -> alert.fingerprint();
            case "starts_at" -> alert.startsAt();
            case "updated_at" -> alert.updatedAt();
            case "alertname" -> alert.rule();
            default -> throw new IllegalArgumentException("alerts are not sorted by " + name);
        };
    }
}
