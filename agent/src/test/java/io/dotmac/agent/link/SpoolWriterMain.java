package io.dotmac.agent.link;

import io.dotmac.agent.config.SpoolConfig;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;

/// Writes reports until it is killed, and says after each that it is kept.
final class SpoolWriterMain {
    private SpoolWriterMain() {}

    public static void main(String[] arguments) {
        SpoolConfig config = new SpoolConfig(64 << 20, Duration.ofHours(24));
        try (Spool spool = new Spool(Path.of(arguments[0]), config, Clock.fixed(Reports.AT, ZoneOffset.UTC))) {
            for (long seq = 1; seq < 1_000_000; seq++) {
                spool.append(Reports.regular("b", seq, 50), false);
                System.out.println(seq);
            }
        }
    }
}
