package io.dotmac.console.quiet;

import io.dotmac.client.ApiException;
import io.dotmac.console.Tasks;
import io.dotmac.console.live.LiveStore;
import io.dotmac.console.profile.Session;
import io.dotmac.console.resource.Words;
import io.dotmac.console.text.Clean;
import io.dotmac.console.text.Units;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.alert.NewMaintenance;
import io.dotmac.model.alert.NewSilence;
import io.dotmac.model.alert.SilencePreview;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Asks the server for silences and maintenance, with its clock where times cross the wire. Calls block.
final class QuietServer {
    private static final int NAMED = 6;
    private static final int LONGEST_NAME = 80;

    private final Session session;
    private final LiveStore store;
    private final Tasks tasks;
    private final Runnable changed;

    /// @param session with the server
    /// @param store knows how far ahead the server's clock is
    /// @param tasks where waiting is done
    /// @param changed is called when something was made
    QuietServer(Session session, LiveStore store, Tasks tasks, Runnable changed) {
        this.session = session;
        this.store = store;
        this.tasks = tasks;
        this.changed = changed;
    }

    /// This console's clock.
    Instant now() {
        return tasks.clock().instant();
    }

    /// How far the server's clock is ahead.
    Duration ahead() {
        return store.rows().get().offset();
    }

    void run(Runnable work) {
        tasks.run(work);
    }

    /// Whose alerts it would keep quiet, for people who see those of all ISPs; empty for the others.
    String whose(Cover cover) {
        return session.isStaff()
                ? cover.tenants().stream()
                        .map(slug -> slug.isEmpty() ? "the platform itself, no ISP" : Clean.line(slug))
                        .collect(Collectors.joining(", "))
                : "";
    }

    /// What would be quiet: how many alerts that fire now, then the first of them.
    List<String> preview(Cover cover) {
        List<String> lines = new ArrayList<>();
        int matches = 0;
        try {
            for (Cover.Target target : cover.targets()) {
                SilencePreview preview = session.client(target.tenant())
                        .previewSilence(new NewSilence(
                                target.matchers(),
                                Optional.empty(),
                                now().plus(ahead()).plusSeconds(3600),
                                "preview"));
                matches += preview.matches();
                for (Alert alert : preview.alerts()) {
                    lines.add(Clean.line(Words.of(alert.level()) + "  " + alert.summary()));
                }
            }
        } catch (ApiException e) {
            return List.of("not known: " + Clean.line(e.problem().message()));
        } catch (IOException e) {
            return List.of("not known: the server cannot be reached");
        }
        List<String> told = new ArrayList<>();
        told.add(
                matches == 0
                        ? "no alert that fires now"
                        : Units.counted(matches, "alert") + " that fire" + (matches == 1 ? "s" : "") + " now");
        told.addAll(lines.stream().limit(NAMED).toList());
        if (matches > told.size() - 1 && told.size() > 1) {
            told.add("and " + (matches - told.size() + 1) + " more");
        }
        return told;
    }

    /// Makes a silence of each target; answers what was done.
    String silence(Cover cover, Instant end, String why) throws IOException {
        for (Cover.Target target : cover.targets()) {
            session.client(target.tenant())
                    .silence(new NewSilence(target.matchers(), Optional.empty(), end.plus(ahead()), why));
        }
        changed.run();
        return "silenced";
    }

    /// Plans work on it; answers what was done.
    String plan(Cover cover, Instant begin, Instant end, String why, ZoneId zone) throws IOException {
        String name = "work on " + cover.title();
        Cover.Target target = cover.targets().getFirst();
        session.client(target.tenant())
                .planMaintenance(new NewMaintenance(
                        name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name,
                        target.matchers(),
                        begin.plus(ahead()),
                        end.plus(ahead()),
                        Optional.empty(),
                        Optional.of(zone.getId()),
                        Optional.empty(),
                        why));
        changed.run();
        return "maintenance";
    }
}
