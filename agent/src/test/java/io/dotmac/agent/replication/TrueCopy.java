package io.dotmac.agent.replication;

import static org.awaitility.Awaitility.await;

import io.dotmac.testing.LocalPostgres;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// How far a standby really is behind: each row that was written is remembered, and the standby is asked which it has.
final class TrueCopy {
    private final LocalPostgres.Pair pair;
    private final List<Instant> written = new ArrayList<>();

    TrueCopy(LocalPostgres.Pair pair) {
        this.pair = pair;
        pair.primary().execute("create table t (at timestamptz)");
        await().atMost(Duration.ofSeconds(20)).until(() -> pair.standby().value("select to_regclass('t')") != null);
    }

    void write() {
        pair.primary().execute("insert into t values (clock_timestamp())");
        written.add(Clock.systemUTC().instant());
    }

    /// The age that the oldest row which the standby lacks had at that time; 0 when it has all.
    double lagSeconds(Instant at) {
        int arrived = Integer.parseInt(Objects.requireNonNull(pair.standby().value("select count(*) from t")));
        if (arrived == written.size()) {
            return 0;
        }
        return Math.max(0, Duration.between(written.get(arrived), at).toMillis() / 1e3);
    }
}
