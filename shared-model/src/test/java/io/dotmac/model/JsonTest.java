package io.dotmac.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dotmac.model.agent.ControlFrame;
import io.dotmac.model.fleet.DependencyKind;
import io.dotmac.model.fleet.DependencyState;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.NodeId;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.live.LiveRow;
import io.dotmac.model.live.ServerFrame;
import io.dotmac.model.live.Topic;
import io.dotmac.model.report.Report;
import io.dotmac.model.report.Samples;
import io.dotmac.model.report.SeriesName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonTest {
    private static final Instant AT = Instant.parse("2026-03-20T10:00:00Z");

    private static DependencyState redis() {
        return new DependencyState(
                "sessions",
                DependencyKind.REDIS,
                Health.UP,
                Severity.OK,
                Optional.empty(),
                Optional.empty(),
                "ready",
                AT,
                AT,
                Optional.of(0.4),
                Map.of("version", "7.0.15"));
    }

    @Test
    void frameComesBackAsItWas() {
        NodeId node = NodeId.of("0197d0f0-0000-7000-8000-000000000001");
        ServerFrame frame = new ServerFrame.Delta(
                Topic.DEPENDENCIES,
                4,
                5,
                List.of(new LiveRow.Dependency(node, "lag-db-1", "northnet", redis(), AT)),
                List.of("gone"));

        ServerFrame read = Json.read(Json.bytes(frame), ServerFrame.class);

        assertThat(read).isEqualTo(frame);
        assertThat(Json.text(frame)).contains("\"type\":\"delta\"", "\"node_name\":\"lag-db-1\"", "\"kind\":\"redis\"");
    }

    @Test
    void missingPartIsRefusedWithItsName() {
        assertThatThrownBy(() -> Json.read("{\"type\":\"watch\"}", ControlFrame.class))
                .isInstanceOf(Json.Malformed.class)
                .hasMessage("seconds is missing");
    }

    @Test
    void wrongValueIsRefusedWithWhatIsAllowed() {
        String json = Json.text(report()).replace("\"seq\":1", "\"seq\":0");

        assertThatThrownBy(() -> Json.read(json, Report.class))
                .isInstanceOf(Json.Malformed.class)
                .hasMessageContaining("seq is 0, must be 1 to");
    }

    @Test
    void samplesOfUnequalColumnsAreRefused() {
        assertThatThrownBy(() -> new Samples(
                        List.of(new SeriesName("host", "m", "")), AT, new int[] {0}, new int[0], new double[] {1}))
                .hasMessageContaining("must be equally long");
    }

    @Test
    void deepNestingIsRefused() {
        String json = "[".repeat(10_000) + "]".repeat(10_000);

        assertThatThrownBy(() -> Json.read(json, Report.class)).isInstanceOf(Json.Malformed.class);
    }

    private static Report report() {
        return new Report(
                "b1",
                1,
                AT,
                10,
                true,
                10_000,
                "0.1.0",
                Optional.empty(),
                Optional.empty(),
                List.of(redis()),
                List.of(),
                Samples.none(AT),
                List.of());
    }
}
