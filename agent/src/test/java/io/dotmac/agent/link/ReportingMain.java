package io.dotmac.agent.link;

import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.pace.Pace;
import io.dotmac.agent.pace.Wake;
import io.dotmac.agent.report.Sequence;
import io.dotmac.model.report.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;

/// An agent without probes: makes a numbered report every few milliseconds until it is killed, and writes down each
/// that its link has taken. `ReportingMain agent.yaml history clock`: the file `clock` says what the clock is off by.
final class ReportingMain {
    private static final Duration RHYTHM = Duration.ofMillis(80);
    private static final int REGULAR = 4;

    private ReportingMain() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        AgentConfig config = AgentConfig.load(Path.of(arguments[0]));
        Path history = Path.of(arguments[1]);
        Clock clock = new OffClock(Path.of(arguments[2]));
        SplittableRandom random = new SplittableRandom();
        Backoff quick = (_, _) -> Duration.ofMillis(50 + random.nextLong(100));
        Sequence sequence = new Sequence();
        Pace pace = new Pace(config.interval(), System::nanoTime);
        try (Link link = Link.open(config, pace, clock, sequence, new Link.Backoffs(quick, quick))) {
            link.start();
            while (true) {
                long seq = sequence.next();
                Report made = seq % REGULAR == 0
                        ? Reports.regular(sequence.boot(), seq, 40)
                        : Reports.change(sequence.boot(), seq);
                Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
                link.accept(Reports.at(made, at, link.clockOffsetMillis(), link.takeGaps()));
                Files.writeString(
                        history,
                        sequence.boot() + " " + seq + " " + at + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
                new Wake().await(RHYTHM);
            }
        }
    }

    /// The system's clock, off by as many milliseconds as a file says now.
    private static final class OffClock extends Clock {
        private final Path file;

        OffClock(Path file) {
            this.file = file;
        }

        @Override
        public Instant instant() {
            try {
                return Clock.systemUTC()
                        .instant()
                        .plusMillis(Long.parseLong(Files.readString(file).strip()));
            } catch (IOException | NumberFormatException e) {
                return Clock.systemUTC().instant();
            }
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
