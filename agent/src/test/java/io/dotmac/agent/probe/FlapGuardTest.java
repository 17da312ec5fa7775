package io.dotmac.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.model.fleet.ErrorClass;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FlapGuardTest {
    private static final Finding UP = Finding.answers(Finding.Remark.fine("ready"), 1, Map.of(), List.of(), null);
    private static final Finding DOWN = Finding.down(ErrorClass.REFUSED, "refused");

    private final FlapGuard guard = new FlapGuard();

    @Test
    void firstSuccessCountsAtOnce() {
        assertThat(guard.accepts(UP)).isTrue();
    }

    @Test
    void oneFailureAmongSuccessesIsNotTold() {
        guard.accepts(UP);

        assertThat(guard.accepts(DOWN)).isFalse();
        assertThat(guard.accepts(UP)).isTrue();
        assertThat(guard.accepts(DOWN)).isFalse();
    }

    @Test
    void secondFailureIsTold() {
        guard.accepts(UP);
        guard.accepts(DOWN);

        assertThat(guard.accepts(DOWN)).isTrue();
        assertThat(guard.accepts(DOWN)).isTrue();
    }

    @Test
    void returnTakesTwoSuccesses() {
        guard.accepts(DOWN);
        guard.accepts(DOWN);

        assertThat(guard.accepts(UP)).isFalse();
        assertThat(guard.accepts(UP)).isTrue();
    }
}
