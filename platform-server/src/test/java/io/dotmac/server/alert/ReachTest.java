package io.dotmac.server.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.model.alert.Topology;
import io.dotmac.model.alert.Uplink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ReachTest {
    private static Reach reach(String... pairs) {
        List<Uplink> uplinks = new ArrayList<>();
        for (String pair : pairs) {
            String[] ends = pair.split(" < ", -1);
            uplinks.add(new Uplink(ends[0], ends[1]));
        }
        return new Reach(new Topology(uplinks));
    }

    private static Function<Uplink, Optional<String>> down(String... those) {
        return uplink -> Set.of(those).contains(uplink.through())
                ? Optional.of(uplink.through() + " is down")
                : Optional.empty();
    }

    @Test
    void nodeIsCutOffByWhatItIsReachedThroughHoweverFar() {
        Reach reach = reach("tower < pop", "pop < core", "core < edge/upstream");

        assertThat(reach.cause("tower", down("core"))).contains("core is down");
        assertThat(reach.cause("tower", down("edge/upstream"))).contains("edge/upstream is down");
        assertThat(reach.cause("core", down("core"))).isEmpty();
        assertThat(reach.cause("tower", down("edge"))).isEmpty();
        assertThat(reach.behind("core")).containsExactlyInAnyOrder("pop", "tower");
        assertThat(reach.behind("edge/upstream")).containsExactlyInAnyOrder("core", "pop", "tower");
        assertThat(reach.behind("edge")).isEmpty();
    }

    @Test
    void nodeThatIsReachedBySeveralWaysIsCutOffWhenAllAreDown() {
        Reach reach = reach("tower < east", "tower < west", "east < core", "west < core");

        assertThat(reach.cause("tower", down("east"))).isEmpty();
        assertThat(reach.cause("tower", down("east", "west"))).contains("east is down");
        assertThat(reach.cause("tower", down("core"))).contains("core is down");
    }

    @Test
    void manyWaysAreNotWalkedOneByOne() {
        List<String> pairs = new ArrayList<>();
        for (int layer = 1; layer < 60; layer++) {
            for (String to : List.of("a", "b")) {
                pairs.add(to + layer + " < a" + (layer - 1));
                pairs.add(to + layer + " < b" + (layer - 1));
            }
        }
        Reach reach = reach(pairs.toArray(String[]::new));

        assertThat(reach.cause("a59", down("a0", "b0"))).contains("a0 is down");
        assertThat(reach.cause("a59", down("a0"))).isEmpty();
    }
}
