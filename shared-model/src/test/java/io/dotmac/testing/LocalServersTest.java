package io.dotmac.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalServersTest {
    @TempDir
    Path folder;

    @Test
    void standbyStreamsWhatThePrimaryWrites() throws Exception {
        LocalPostgres primary = LocalPostgres.start(folder.resolve("primary"), 0);

        try (LocalPostgres.Pair pair = LocalPostgres.standbyOf(primary, folder.resolve("standby-1"), 0)) {
            pair.primary().execute("create table t as select 7 as x");

            await().ignoreExceptions()
                    .untilAsserted(() ->
                            assertThat(pair.standby().value("select x from t")).isEqualTo("7"));
            assertThat(pair.primary().value("select application_name from pg_stat_replication"))
                    .isEqualTo("standby_1");
        }
    }
}
