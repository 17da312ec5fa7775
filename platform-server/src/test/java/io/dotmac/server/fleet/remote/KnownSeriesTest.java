package io.dotmac.server.fleet.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.report.Samples;
import io.dotmac.model.report.SeriesName;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KnownSeriesTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final NodeId ONE = new NodeId(new UUID(0, 1));
    private static final NodeId TWO = new NodeId(new UUID(0, 2));

    private final KnownSeries known = new KnownSeries(10);

    @Test
    void whatEndsIsToldOnceAfterItsLastSample() {
        known.learn(ONE, outgoing("edge-1", "db", "cache"));
        known.learn(TWO, outgoing("edge-2", "db"));

        Ended ended =
                known.end(ONE, new Gone(Set.of("db"), Set.of())::includes, 0).orElseThrow();

        assertThat(ended.node()).isEqualTo("edge-1");
        assertThat(ended.series()).extracting(SeriesName::target).containsExactly("db");
        assertThat(ended.at()).isEqualTo(NOW.toEpochMilli() + 1);
        assertThat(known.end(ONE, new Gone(Set.of("db"), Set.of())::includes, 0))
                .isEmpty();
        assertThat(known.size()).isEqualTo(2);
        assertThat(known.end(TWO, series -> true, 0).orElseThrow().series()).hasSize(1);
    }

    @Test
    void whatIsFoundLaterEndsThen() {
        known.learn(ONE, outgoing("edge-1", "db"));

        assertThat(known.end(ONE, series -> true, NOW.toEpochMilli() + 5_000)
                        .orElseThrow()
                        .at())
                .isEqualTo(NOW.toEpochMilli() + 5_000);
    }

    @Test
    void containerEndsWithItsEngineStillThere() {
        Gone gone = new Gone(Set.of(), Set.of("web"));

        assertThat(gone.includes(new SeriesName("docker", "container_cpu_percent", "web")))
                .isTrue();
        assertThat(gone.includes(new SeriesName("docker", "container_cpu_percent", "db")))
                .isFalse();
        assertThat(gone.includes(new SeriesName("docker", "dependency_up", ""))).isFalse();
    }

    @Test
    void namesAreKeptOnceAndTheirNumbersAreUsedAgain() {
        for (int round = 0; round < 100; round++) {
            known.learn(ONE, outgoing("edge-1", names("r" + round, 8)));
            known.learn(TWO, outgoing("edge-2", names("r" + round, 8)));
            assertThat(known.size()).isEqualTo(16);
            assertThat(known.end(ONE, series -> true, 0).orElseThrow().series()).hasSize(8);
            known.forget(TWO);
            assertThat(known.size()).isZero();
        }
    }

    @Test
    void moreNamesThanAreKeptDoNotGrowIt() {
        known.learn(ONE, outgoing("edge-1", names("a", 25)));

        assertThat(known.size()).isEqualTo(10);
    }

    private static String[] names(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toArray(String[]::new);
    }

    private static Outgoing outgoing(String node, String... targets) {
        List<SeriesName> names = IntStream.range(0, targets.length)
                .mapToObj(i -> new SeriesName(targets[i], "dependency_up", ""))
                .toList();
        int[] name = IntStream.range(0, targets.length).toArray();
        Samples samples = new Samples(names, NOW, name, new int[targets.length], new double[targets.length]);
        return new Outgoing("acme", node, samples, 0, NOW);
    }
}
