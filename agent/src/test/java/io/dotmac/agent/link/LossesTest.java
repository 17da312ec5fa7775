package io.dotmac.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.model.report.Report;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LossesTest {
    @Test
    void noGapGoesAcrossWhatTheServerHas() {
        assertThat(Losses.of(reports(1, 2, 3, 5, 6), "spool full"))
                .extracting(gap -> gap.firstSeq() + " to " + gap.lastSeq() + ", " + gap.samples())
                .containsExactly("1 to 3, 15", "5 to 6, 10");
    }

    @Test
    void oneGapGoesAcrossAChangeThatIsKept() {
        assertThat(Losses.of(reports(1, 2), reports(5), reports(3, 4, 5), "spool full"))
                .extracting(gap -> gap.firstSeq() + " to " + gap.lastSeq() + ", " + gap.samples())
                .containsExactly("1 to 5, 15");
    }

    private static List<Report> reports(int... seqs) {
        return IntStream.of(seqs).mapToObj(seq -> Reports.regular("b1", seq, 5)).toList();
    }
}
