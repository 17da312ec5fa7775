package io.dotmac.console.view;

import io.dotmac.client.ApiException;
import io.dotmac.client.PlatformClient;
import io.dotmac.console.Observable;
import io.dotmac.console.Tasks;
import io.dotmac.console.Value;
import io.dotmac.console.live.Seen;
import io.dotmac.console.live.Viewed;
import io.dotmac.console.profile.Session;
import io.dotmac.console.resource.Section;
import io.dotmac.console.resource.Section.Field;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.Silence;
import io.dotmac.model.alert.Transition;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.notification.Delivery;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Who was told of an alert and what happened to it, fetched when its detail is looked at. Safe for several threads.
///
/// It is fetched anew when the alert changes, and while somebody looks, now and then: nothing tells of a message that
/// went out.
final class AlertStories implements Further<Seen<LiveRow.Alert>> {
    private static final int MOST = 20;
    private static final int KEPT = 30;
    private static final int MOST_SILENCES = 3;
    private static final Duration FRESH = Duration.ofSeconds(15);

    private final Session session;
    private final PlatformClient client;
    private final Tasks tasks;
    private final Viewed viewed;
    private final StoryWords words;
    private final Value<Long> changes = new Value<>(0L);
    private final Map<Key, Story> storyByKey = new LinkedHashMap<>();

    /// An alert as it is seen.
    ///
    /// @param fingerprint of the alert
    /// @param past whether it is told up to a past instant
    /// @param at that instant, else the epoch
    private record Key(String fingerprint, boolean past, Instant at) {}

    /// What was fetched.
    ///
    /// @param askedAt when it was asked for
    /// @param updatedAt of the alert then
    /// @param sections so far
    private record Story(Instant askedAt, Instant updatedAt, List<Section> sections) {}

    private interface Part<T> {
        List<T> read() throws IOException;
    }

    AlertStories(Session session, Tasks tasks, Viewed viewed, ZoneId zone) {
        this.session = session;
        client = session.client();
        this.tasks = tasks;
        this.viewed = viewed;
        words = new StoryWords(zone);
    }

    @Override
    public String before() {
        return "Labels";
    }

    @Override
    public Observable<Long> changes() {
        return changes;
    }

    @Override
    public List<Section> of(Seen<LiveRow.Alert> row) {
        Alert alert = row.row().alert();
        Key key = viewed.past()
                .get()
                .map(then -> new Key(alert.fingerprint(), true, then.at()))
                .orElseGet(() -> new Key(alert.fingerprint(), false, Instant.EPOCH));
        Instant now = tasks.clock().instant();
        Story story;
        synchronized (storyByKey) {
            Story before = storyByKey.get(key);
            if (before != null && isFresh(key, before, alert, now)) {
                return before.sections();
            }
            story = new Story(now, alert.updatedAt(), before == null ? loading() : before.sections());
            storyByKey.put(key, story);
            if (storyByKey.size() > KEPT) {
                storyByKey.remove(storyByKey.keySet().iterator().next());
            }
        }
        Instant until = key.past() ? row.now().plus(row.offset()) : now.plus(Duration.ofDays(1));
        tasks.run(() -> load(key, story, row, until));
        return story.sections();
    }

    private static boolean isFresh(Key key, Story story, Alert alert, Instant now) {
        boolean young = Duration.between(story.askedAt(), now).compareTo(FRESH) < 0;
        return story.updatedAt().equals(alert.updatedAt()) && (young || key.past());
    }

    private void load(Key key, Story asked, Seen<LiveRow.Alert> row, Instant until) {
        Alert alert = row.row().alert();
        Duration ahead = row.offset();
        Instant now = tasks.clock().instant();
        List<Field> told = fields(
                "who was told",
                "nobody was told",
                () -> client.notifications(alert.fingerprint(), until, MOST),
                (Delivery one) -> words.told(one, now, ahead));
        List<Field> history = fields(
                "what happened",
                "nothing was noted",
                () -> client.alertHistory(alert.fingerprint(), until, MOST),
                (Transition one) -> words.happened(one, alert, now, ahead));
        List<Section> sections = new ArrayList<>();
        if (!alert.facts().silences().isEmpty()) {
            sections.add(new Section(
                    "Silenced",
                    fields(
                            "what silences it",
                            "",
                            () -> silences(row.row()),
                            (Silence one) -> words.silenced(one, now, ahead))));
        }
        sections.add(new Section("Told", told));
        sections.add(new Section("History", history));
        synchronized (storyByKey) {
            storyByKey.put(key, new Story(asked.askedAt(), asked.updatedAt(), List.copyOf(sections)));
        }
        changes.update(before -> before + 1);
    }

    private List<Silence> silences(LiveRow.Alert row) throws IOException {
        PlatformClient whose = session.client(row.tenant());
        List<Silence> read = new ArrayList<>();
        for (UUID id :
                row.alert().facts().silences().stream().limit(MOST_SILENCES).toList()) {
            read.add(whose.silence(id));
        }
        return read;
    }

    private static <T> List<Field> fields(
            String what, String none, Part<T> part, java.util.function.Function<T, Field> worded) {
        try {
            List<T> read = part.read();
            return read.isEmpty()
                    ? List.of(Field.of("", none))
                    : read.stream().map(worded).toList();
        } catch (ApiException e) {
            String why = e.status() == 403 ? "you may not see " + what + ": " : "the server refuses: ";
            return List.of(Field.of("", why + e.problem().message()));
        } catch (IOException e) {
            return List.of(Field.of("", "the server cannot be reached to ask " + what));
        }
    }

    private static List<Section> loading() {
        List<Field> wait = List.of(Field.of("", "loading"));
        return List.of(new Section("Told", wait), new Section("History", wait));
    }
}
