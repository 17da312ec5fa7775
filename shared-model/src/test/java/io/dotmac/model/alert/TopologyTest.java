package io.dotmac.model.alert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopologyTest {
    @Test
    void circleIsRefusedAndNamed() {
        assertThatThrownBy(() -> new Topology(List.of(
                        new Uplink("leaf", "a"), new Uplink("a", "b"), new Uplink("b", "c"), new Uplink("c", "a"))))
                .hasMessageContaining("is reached through itself")
                .hasMessageNotContaining("leaf");
        assertThatThrownBy(() -> new Uplink("a", "a")).hasMessageContaining("must be of another node");
        assertThatThrownBy(() -> new Uplink("a", "a/router")).hasMessageContaining("must be of another node");
    }

    @Test
    void twiceTheSameIsRefused() {
        assertThatThrownBy(() -> new Topology(List.of(new Uplink("a", "b"), new Uplink("a", "b"))))
                .hasMessage("uplink of a through b is told twice");
    }

    @Test
    void depthHasAnEnd() {
        assertThat(new Topology(chain(64)).byNode()).hasSize(64);
        assertThatThrownBy(() -> new Topology(chain(65))).hasMessageContaining("more than 64 uplinks");
    }

    private static List<Uplink> chain(int length) {
        List<Uplink> chain = new ArrayList<>();
        for (int i = 1; i <= length; i++) {
            chain.add(new Uplink("n" + i, "n" + (i - 1)));
        }
        return chain;
    }
}
