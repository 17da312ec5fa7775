package io.dotmac.server;

import io.dotmac.server.audit.Actor;
import io.dotmac.server.platform.event.DeadLetter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Events that a consumer could not deal with: shown, and told again once the reason is gone.
@Command(name = "events", description = "Shows and replays events that a consumer could not deal with.")
final class EventCommand {
    private static final String ROW = "%-36s  %-24s  %-28s  %-36s  %8s  %-20s  %s%n";
    private static final int ERROR = 120;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Command(name = "dead-letters", description = "All of them, one a line, the oldest first.")
    int list() {
        try (Workbench workbench = new Workbench(config.read())) {
            System.out.printf(ROW, "ID", "CONSUMER", "EVENT", "TENANT", "ATTEMPTS", "SINCE", "ERROR");
            AtomicLong count = new AtomicLong();
            workbench.letters().forEach(letter -> {
                count.incrementAndGet();
                print(letter);
            });
            System.out.println(count + " dead letters.");
        }
        return 0;
    }

    /// Which are told again.
    static final class Which {
        @Parameters(paramLabel = "ID", arity = "1..*", description = "As `dead-letters` shows them.")
        private @Nullable List<UUID> ids;

        @Option(names = "--consumer", paramLabel = "NAME", description = "All of one consumer.")
        private @Nullable String consumer;

        @Option(names = "--all", description = "All.")
        private boolean all;
    }

    @Command(name = "replay", description = "Has events told again, each to the consumer that could not deal with it.")
    int replay(@ArgGroup(multiplicity = "1") Which which) {
        try (Workbench workbench = new Workbench(config.read())) {
            List<UUID> ids = which.ids == null ? ids(workbench, which) : which.ids;
            ids.forEach(id -> workbench.replays().letter(Optional.empty(), Actor.system("cli"), id));
            System.out.println("Replayed " + ids.size() + " dead letters.");
        }
        return 0;
    }

    /// Noted before the first is told again: one that fails once more comes back under a new id.
    private static List<UUID> ids(Workbench workbench, Which which) {
        List<UUID> ids = new ArrayList<>();
        workbench.letters().forEach(letter -> {
            if (which.all || letter.consumer().equals(which.consumer)) {
                ids.add(letter.id());
            }
        });
        return ids;
    }

    private static void print(DeadLetter letter) {
        System.out.printf(
                ROW,
                letter.id(),
                letter.consumer(),
                letter.event().type(),
                letter.event().tenant().map(Object::toString).orElse("-"),
                letter.attempts(),
                letter.deadAt().truncatedTo(ChronoUnit.SECONDS),
                line(letter.error()));
    }

    /// The first line, not too long of it.
    static String line(String text) {
        String first = text.lines().findFirst().orElse("");
        return first.length() > ERROR ? first.substring(0, ERROR - 1) + "…" : first;
    }
}
