package io.dotmac.server.alert;

import com.fasterxml.uuid.Generators;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.Level;
import io.dotmac.model.alert.Matcher;
import io.dotmac.model.alert.NewSilence;
import io.dotmac.model.alert.Silence;
import io.dotmac.model.alert.SilencePreview;
import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.audit.Audit;
import io.dotmac.server.audit.Entry;
import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.event.Event;
import io.dotmac.server.platform.event.Outbox;
import io.dotmac.server.platform.http.Caller;
import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.query.ListQuery;
import io.dotmac.server.platform.query.ListQuery.Page;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Keeping alerts quiet, by people and by tools.
final class Silences {
    /// Said before a silence ends, so that nobody is woken by what was forgotten.
    static final String EXPIRING = "alert.silence-expiring";

    /// The rule of the alert that says so.
    private static final String ENDS = "silence-expiring";

    private static final String ID = "silence_id";
    private static final String TARGET = "target";
    private static final int LONGEST = 100;
    private static final Duration WARN = Duration.ofMinutes(30);
    private static final int PREVIEW = 50;
    private static final Duration PAST = Duration.ofMinutes(1);

    private final AlertRealm realm;
    private final AlertBook book;
    private final AlertSharing sharing;
    private final SilenceStore store = new SilenceStore();
    private final Audit audit;
    private final Outbox outbox;
    private final Function<Caller, String> names;
    private final Found found;
    private final Clock clock;

    /// Takes over how something is.
    @FunctionalInterface
    interface Found {
        void found(TenantId tenant, String rule, Map<String, String> labels, Level level, String summary);
    }

    Silences(
            AlertRealm realm,
            AlertBook book,
            AlertSharing sharing,
            Audit audit,
            Outbox outbox,
            Function<Caller, String> names,
            Found found,
            Clock clock) {
        this.realm = realm;
        this.book = book;
        this.sharing = sharing;
        this.audit = audit;
        this.outbox = outbox;
        this.names = names;
        this.found = found;
        this.clock = clock;
    }

    Page<Silence> page(TenantId tenant, ListQuery query) {
        return query.page(realm.in(tenant, tx -> store.page(tx, tenant, query)), Silences::field);
    }

    Silence show(TenantId tenant, UUID id) {
        return realm.in(tenant, tx -> found(tx, tenant, id));
    }

    /// Alerts that fire now and that a silence would keep quiet.
    SilencePreview preview(TenantId tenant, NewSilence wanted) {
        List<Alert> matching = book.all(tenant).stream()
                .map(AlertBook.Entry::alert)
                .filter(alert -> wanted.matchers().stream().allMatch(one -> one.matches(alert.labels())))
                .sorted(Comparator.comparing(Alert::startsAt))
                .toList();
        return new SilencePreview(
                matching.size(), matching.stream().limit(PREVIEW).toList());
    }

    Silence create(Caller caller, TenantId tenant, NewSilence wanted) {
        return create(caller, tenant, wanted, names.apply(caller));
    }

    /// @param author whose name is shown
    Silence create(Caller caller, TenantId tenant, NewSilence wanted, String author) {
        Instant now = clock.instant();
        if (!wanted.endsAt().isAfter(now)) {
            throw Refusal.invalid("ends_at", "is " + wanted.endsAt() + ", must lie ahead");
        }
        refuseAll(wanted);
        Instant starts =
                wanted.startsAt().filter(at -> at.isAfter(now.minus(PAST))).orElse(now);
        UUID id = Generators.timeBasedEpochRandomGenerator().generate();
        Silence silence =
                new Silence(id, wanted.matchers(), starts, wanted.endsAt(), wanted.reason(), author, now, now, false);
        realm.in(tenant, tx -> {
            store.put(tx, tenant, silence);
            audit.record(tx, caller, Entry.created("silence.created", "silence", id, silence));
            return id;
        });
        sharing.settingsChanged(tenant);
        return silence;
    }

    Silence change(Caller caller, TenantId tenant, UUID id, NewSilence wanted) {
        refuseAll(wanted);
        Instant now = clock.instant();
        Silence after = realm.in(tenant, tx -> {
            Silence before = found(tx, tenant, id);
            if (!before.endsAt().isAfter(now)) {
                throw Refusal.conflict("SILENCE_ENDED", "silence " + id + " has ended; make a new one");
            }
            Silence changed = new Silence(
                    id,
                    wanted.matchers(),
                    wanted.startsAt().orElse(before.startsAt()),
                    wanted.endsAt(),
                    wanted.reason(),
                    before.createdBy(),
                    before.createdAt(),
                    now,
                    false);
            store.put(tx, tenant, changed);
            audit.record(tx, caller, Entry.changed("silence.changed", "silence", id, before, changed));
            return changed;
        });
        sharing.settingsChanged(tenant);
        return after;
    }

    /// Ends it now; it stays in the list as one that has ended.
    void expire(Caller caller, TenantId tenant, UUID id) {
        Instant now = clock.instant();
        realm.in(tenant, tx -> {
            Silence before = found(tx, tenant, id);
            if (before.endsAt().isAfter(now)) {
                Instant starts = before.startsAt().isAfter(now) ? now : before.startsAt();
                Silence ended = new Silence(
                        id,
                        before.matchers(),
                        starts,
                        now,
                        before.reason(),
                        before.createdBy(),
                        before.createdAt(),
                        now,
                        true);
                store.put(tx, tenant, ended);
                audit.record(tx, caller, Entry.changed("silence.expired", "silence", id, before, ended));
            }
            return id;
        });
        sharing.settingsChanged(tenant);
    }

    /// Says of those that end soon that they do: once as an event, and, while it hides something, by an alert that ends
    /// with it or when it is made longer.
    void warn() {
        Instant now = clock.instant();
        tellOfEnds(now);
        for (TenantId tenant : sharing.all()) {
            boolean near = book.silences(tenant).stream()
                    .anyMatch(one ->
                            !one.warned() && one.isActive(now) && !one.endsAt().isAfter(now.plus(WARN)));
            if (near) {
                realm.in(tenant, tx -> {
                    store.warn(tx, tenant, now, now.plus(WARN))
                            .forEach(one -> outbox.publish(tx, Event.of(EXPIRING, "silence", one.id(), one)));
                    return tenant;
                });
                sharing.settingsChanged(tenant);
            }
        }
    }

    private void tellOfEnds(Instant now) {
        Set<String> ending = new HashSet<>();
        for (AlertBook.Entry entry : book.all()) {
            Set<UUID> hiding = Set.copyOf(entry.alert().facts().silences());
            if (!hiding.isEmpty()) {
                book.silences(entry.tenant()).stream()
                        .filter(one -> hiding.contains(one.id()) && isEnding(one, now))
                        .filter(one -> ending.add(one.id().toString()))
                        .forEach(one -> found.found(entry.tenant(), ENDS, labels(one), Level.WARNING, ending(one)));
            }
        }
        for (AlertBook.Entry entry : book.all()) {
            Alert alert = entry.alert();
            if (alert.rule().equals(ENDS) && !entry.external() && !ending.contains(alert.label(ID))) {
                Map<String, String> labels = Map.of(TARGET, alert.label(TARGET), ID, alert.label(ID));
                found.found(entry.tenant(), ENDS, labels, Level.OK, alert.summary());
            }
        }
    }

    private static Map<String, String> labels(Silence silence) {
        String matchers = silence.matchers().stream().map(Matcher::text).collect(Collectors.joining(", "));
        String target = matchers.length() > LONGEST ? matchers.substring(0, LONGEST) : matchers;
        return Map.of(TARGET, target, ID, silence.id().toString());
    }

    private static String ending(Silence silence) {
        return "silence ends at " + silence.endsAt().truncatedTo(ChronoUnit.MINUTES) + " and still hides alerts: "
                + silence.reason();
    }

    /// One that was made for a short time is not said to end from its beginning.
    private static boolean isEnding(Silence silence, Instant now) {
        Duration quarter =
                Duration.between(silence.startsAt(), silence.endsAt()).dividedBy(4);
        Duration ahead = quarter.compareTo(WARN) < 0 ? quarter : WARN;
        return silence.isActive(now) && !silence.endsAt().isAfter(now.plus(ahead));
    }

    private Silence found(Tx tx, TenantId tenant, UUID id) {
        return store.find(tx, tenant, id).orElseThrow(() -> Refusal.notFound("silence", id));
    }

    /// One matcher at least must ask for something.
    private static void refuseAll(NewSilence wanted) {
        Optional<?> narrow =
                wanted.matchers().stream().filter(one -> !one.matches(Map.of())).findFirst();
        if (narrow.isEmpty()) {
            throw Refusal.invalid("matchers", "match every alert, at least one must not match an empty label");
        }
    }

    private static Object field(Silence silence, String name) {
        return switch (name) {
            case "id" -> silence.id();
            case "starts_at" -> silence.startsAt();
            case "ends_at" -> silence.endsAt();
            case "created_at" -> silence.createdAt();
            default -> throw new IllegalArgumentException("silences are not sorted by " + name);
        };
    }
}
