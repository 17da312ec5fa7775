package io.dotmac.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.model.report.Gap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// The checker of [DurabilityTest] sees what it is there to see.
class ReportHistoryTest {
    private static final Instant START = Instant.parse("2026-03-20T10:00:00Z");

    @Test
    void allStoredIsFaultless() {
        assertThat(faults(made("a", 1, 2, 3), kept(1, 2, 3))).isEmpty();
    }

    @Test
    void lossThatIsToldIsFaultless() {
        assertThat(faults(made("a", 1, 2, 3), kept(1, 3), gap("a", 2, 2, 2, 2))).isEmpty();
    }

    @Test
    void lossThatIsNotToldIsSeen() {
        assertThat(faults(made("a", 1, 2, 3), kept(1, 3)))
                .singleElement()
                .asString()
                .contains("neither stored nor told", "seq=2");
    }

    @Test
    void gapOfAnotherLifeTellsNothing() {
        assertThat(faults(made("a", 1, 2, 3), kept(1, 3), gap("b", 2, 2, 2, 2)))
                .singleElement()
                .asString()
                .contains("neither stored nor told");
    }

    @Test
    void gapOfAnotherTimeTellsNothing() {
        assertThat(faults(made("a", 1, 2, 3), kept(1, 3), gap("a", 2, 2, 3, 9)))
                .singleElement()
                .asString()
                .contains("neither stored nor told");
    }

    @Test
    void gapOverWhatIsStoredIsSeen() {
        assertThat(faults(made("a", 1, 2, 3), kept(1, 3), gap("a", 2, 3, 1, 3)))
                .singleElement()
                .asString()
                .contains("told as lost and stored", "seq=3");
    }

    @Test
    void storedTwiceIsSeen() {
        assertThat(faults(made("a", 1, 2), kept(1, 2, 2))).containsExactly("stored twice");
    }

    @Test
    void numberThatIsUsedTwiceIsSeen() {
        assertThat(faults(made("a", 1, 2, 2), kept(1, 2)))
                .singleElement()
                .asString()
                .contains("out of order");
    }

    @Test
    void lifeThatComesBackIsSeen() {
        List<ReportHistory.Made> made = new ArrayList<>(made("a", 1));
        made.addAll(made("b", 1));
        made.addAll(made("a", 1));

        assertThat(new ReportHistory(made, List.of(), List.of(gap("a", 1, 1, 1, 1), gap("b", 1, 1, 1, 1))).faults(3))
                .singleElement()
                .asString()
                .contains("life that ended goes on");
    }

    @Test
    void contentOfAnotherReportIsSeen() {
        ReportHistory.Kept other = new ReportHistory.Kept(new ReportHistory.Key("a", 2), START, 4);

        assertThat(new ReportHistory(made("a", 1, 2), List.of(kept(1).getFirst(), other), List.of()).faults(2))
                .singleElement()
                .asString()
                .contains("number of another");
    }

    @Test
    void whatNobodyMadeIsSeenButForTheLastOfALife() {
        assertThat(faults(made("a", 1, 2), kept(1, 2, 3))).isEmpty();
        assertThat(faults(made("a", 1, 2), kept(1, 2, 4)))
                .singleElement()
                .asString()
                .contains("never made");
    }

    @Test
    void whatHadNoTimeToArriveIsNoLoss() {
        assertThat(new ReportHistory(made("a", 1, 2, 3), kept(1, 2), List.of()).faults(2))
                .isEmpty();
        assertThat(new ReportHistory(made("a", 1, 2, 3), kept(1, 2), List.of()).faults(3))
                .hasSize(1);
    }

    private static List<String> faults(List<ReportHistory.Made> made, List<ReportHistory.Kept> kept, Gap... gaps) {
        return new ReportHistory(made, kept, List.of(gaps)).faults(made.size());
    }

    private static List<ReportHistory.Made> made(String boot, long... seqs) {
        return LongStream.of(seqs)
                .mapToObj(seq -> new ReportHistory.Made(new ReportHistory.Key(boot, seq), START.plusSeconds(seq)))
                .toList();
    }

    private static List<ReportHistory.Kept> kept(long... seqs) {
        return LongStream.of(seqs)
                .mapToObj(seq -> new ReportHistory.Kept(new ReportHistory.Key("a", seq), START.plusSeconds(seq), 4))
                .toList();
    }

    private static Gap gap(String boot, long first, long last, long from, long to) {
        return new Gap(
                START.plusSeconds(from), START.plusSeconds(to), first, last, 4, "torn record", Optional.of(boot));
    }
}
