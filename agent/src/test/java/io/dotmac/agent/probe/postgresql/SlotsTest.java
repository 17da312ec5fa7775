package io.dotmac.agent.probe.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.agent.config.LagLimits;
import io.dotmac.agent.probe.Finding.Remark;
import io.dotmac.agent.probe.Sample;
import io.dotmac.agent.probe.postgresql.Slots.Room;
import io.dotmac.agent.replication.Follower;
import io.dotmac.model.fleet.LinkState;
import io.dotmac.model.fleet.Metrics;
import io.dotmac.model.fleet.ReplicationKind;
import io.dotmac.model.fleet.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SlotsTest {
    private static final long MIB = 1 << 20;
    private static final Room NO_LIMIT = new Room(null, null, null);
    private static final Room LIMIT = new Room(4096 * MIB, 1.0 * MIB, null);

    private final AtomicLong nanos = new AtomicLong();
    private final Slots slots = new Slots(
            new LagLimits(Duration.ofSeconds(10), Duration.ofSeconds(60), 16 * MIB, 256 * MIB, 1024 * MIB), nanos::get);
    private final List<Sample> samples = new ArrayList<>();
    private final Map<String, String> facts = new HashMap<>();

    @Test
    void slotWithinItsLimitIsFine() {
        assertThat(judge(slot("reserved", true, 3000 * MIB, 10 * MIB), LIMIT).severity())
                .isEqualTo(Severity.OK);
    }

    @Test
    void ladderGoesFromExtendedToLost() {
        assertThat(judge(slot("extended", true, 3000 * MIB, 10 * MIB), LIMIT).severity())
                .isEqualTo(Severity.MINOR);
        Remark little = judge(slot("extended", true, 300 * MIB, 10 * MIB), LIMIT);
        assertThat(little.severity()).isEqualTo(Severity.MAJOR);
        assertThat(little.text()).isEqualTo("slot s is lost after another 300 MiB of log in 5 min");
        assertThat(judge(slot("unreserved", true, 0L, 10 * MIB), LIMIT).severity())
                .isEqualTo(Severity.CRITICAL);
        assertThat(judge(slot("lost", false, null, null), LIMIT).severity()).isEqualTo(Severity.CRITICAL);
    }

    @Test
    void serverWithoutSlotsSaysSo() {
        slots.judge(List.of(), LIMIT, facts, samples);

        assertThat(samples).containsExactly(new Sample(Metrics.NO_PARTS, "pg_replication_slot_", 1));
    }

    @Test
    void lostSlotStaysLostUntilItIsDropped() {
        judge(slot("lost", false, null, null), LIMIT);

        Remark later = judge(slot("", false, null, null), LIMIT);
        assertThat(later.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(later.text()).contains("is lost").contains("drop the slot");

        assertThat(slots.judge(List.of(), LIMIT, facts, samples).severity()).isEqualTo(Severity.OK);
        assertThat(judge(slot("reserved", true, 3000 * MIB, MIB), LIMIT).severity())
                .isEqualTo(Severity.OK);
    }

    @Test
    void positionThatIsGoneMeansLostButOneThatNeverWasDoesNot() {
        assertThat(judge(slot("", false, null, null), LIMIT).severity()).isEqualTo(Severity.OK);
        judge(slot("reserved", true, 3000 * MIB, MIB), LIMIT);
        assertThat(judge(slot("", false, null, null), LIMIT).severity()).isEqualTo(Severity.CRITICAL);
    }

    @Test
    void invalidSlotIsLostWithTheReason() {
        Slot invalid =
                new Slot("s", true, false, "reserved", true, "wal_removed", null, null, null, null, false, false, null);

        assertThat(judge(invalid, LIMIT).text()).startsWith("slot s is lost (wal removed)");
    }

    @Test
    void unknownFiguresAreNoZeros() {
        judge(slot("lost", false, null, null), LIMIT);

        assertThat(samples).extracting(Sample::metric).containsOnly("pg_replication_slot_slot_is_active");
    }

    @Test
    void slotThatNobodyReadsIsToldAfterHalfAnHour() {
        judge(idle(MIB), NO_LIMIT);
        nanos.addAndGet(Duration.ofMinutes(29).toNanos());
        assertThat(judge(idle(MIB), NO_LIMIT).severity()).isEqualTo(Severity.OK);
        nanos.addAndGet(Duration.ofMinutes(2).toNanos());

        Remark remark = judge(idle(MIB), NO_LIMIT);
        assertThat(remark.severity()).isEqualTo(Severity.MINOR);
        assertThat(remark.text()).isEqualTo("slot s is read by nobody for 31 min, holds back 1 MiB, without a limit");
    }

    @Test
    void timeUntilTheDiskIsFullIsTold() {
        Room filling = new Room(null, 10.0 * MIB, 100_000 * MIB);
        judge(idle(MIB), filling);
        nanos.addAndGet(Duration.ofMinutes(2).toNanos());

        Remark remark = judge(idle(MIB), filling);
        assertThat(remark.severity()).isEqualTo(Severity.CRITICAL);
        assertThat(remark.text()).isEqualTo("slot s is read by nobody: the disk is full in 3 h");
    }

    @Test
    void slotThatKeepsTransactionsFromBeingVacuumedIsTold() {
        Slot slot = new Slot("s", false, true, "reserved", true, "", null, MIB, 60_000_000L, null, false, false, null);

        assertThat(judge(slot, NO_LIMIT).text()).isEqualTo("slot s keeps 60 M transactions from being vacuumed");
    }

    @Test
    void subscriberThatTriesAgainAndAgainIsCutOnlyAfterAWhile() {
        LogicalSlots logical = new LogicalSlots(nanos::get);
        assertThat(logical.state("s", true, "streaming")).isEqualTo(LinkState.STREAMING);
        assertThat(logical.state("s", false, "")).isEqualTo(LinkState.CATCHING_UP);
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(logical.state("s", false, "")).isEqualTo(LinkState.CATCHING_UP);
        nanos.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(logical.state("s", false, "")).isEqualTo(LinkState.CUT);
        assertThat(logical.state("s", true, "catchup")).isEqualTo(LinkState.CATCHING_UP);
    }

    @Test
    void slotTellsWhatItKeepsAndWhetherStandbysHaveIt() {
        Slot slot = new Slot("s", true, true, "reserved", true, "", null, MIB, 7L, 60_000_000L, true, true, null);

        Remark remark = judge(slot, NO_LIMIT);

        assertThat(remark.text()).isEqualTo("slot s keeps 60 M transactions from being vacuumed");
        assertThat(facts)
                .containsEntry("slot s", "reserved, active, logical, failover, synced, xmin 60000000 old, keeps 1 MiB");
        assertThat(samples)
                .contains(
                        Sample.of("pg_replication_slot_xmin_age", "s", 7L),
                        Sample.of("pg_replication_slot_catalog_xmin_age", "s", 60_000_000L));
    }

    @Test
    void synchronousStandbyThatIsSilentDoesNotCount() {
        assertThat(Synchronous.judge("a", List.of(synchronous(LinkState.STREAMING)))
                        .severity())
                .isEqualTo(Severity.OK);

        assertThat(Synchronous.judge("a", List.of(synchronous(LinkState.CUT))).severity())
                .isEqualTo(Severity.CRITICAL);
    }

    private static Follower synchronous(LinkState state) {
        return new Follower(ReplicationKind.POSTGRESQL_PHYSICAL, "a", "", state, "sync", 1L, 0, null, null, Map.of());
    }

    @Test
    void numberOfSynchronousStandbysIsReadFromTheirNames() {
        assertThat(Synchronous.required("")).isZero();
        assertThat(Synchronous.required("a, b")).isEqualTo(1);
        assertThat(Synchronous.required("FIRST 2 (a, b, c)")).isEqualTo(2);
        assertThat(Synchronous.required("ANY 3 (*)")).isEqualTo(3);
        assertThat(Synchronous.required("2 (a, b)")).isEqualTo(2);
    }

    @Test
    void transactionIdsAreToldBeforeTheyRunOutNotWhenVacuumIsDue() {
        assertThat(Upkeep.freeze(210_000_000, 200_000_000, "d").severity()).isEqualTo(Severity.OK);
        assertThat(Upkeep.freeze(310_000_000, 200_000_000, "d").severity()).isEqualTo(Severity.MINOR);
        assertThat(Upkeep.freeze(1_100_000_000, 200_000_000, "d").severity()).isEqualTo(Severity.MAJOR);
    }

    @Test
    void countersThatFellAreANewStart() {
        Throughput throughput = new Throughput();
        throughput.moved(Map.of("position", 1000L, "deadlocks", 5L), 0, facts, samples);
        throughput.moved(Map.of("position", 3000L, "deadlocks", 5L), 2_000_000_000L, facts, samples);
        assertThat(throughput.walBytesPerSecond()).isEqualTo(1000.0);

        Remark remark = throughput.moved(Map.of("position", 10L, "deadlocks", 0L), 4_000_000_000L, facts, samples);
        assertThat(throughput.walBytesPerSecond()).isNull();
        assertThat(remark.severity()).isEqualTo(Severity.OK);
        assertThat(throughput
                        .moved(Map.of("deadlocks", 2L), 6_000_000_000L, facts, samples)
                        .text())
                .isEqualTo("2 deadlocks since the last reading");
    }

    private Remark judge(Slot slot, Room room) {
        return slots.judge(List.of(slot), room, facts, samples);
    }

    private static Slot slot(String status, boolean known, @Nullable Long safe, @Nullable Long keeps) {
        return new Slot("s", false, true, status, known, "", safe, keeps, null, null, false, false, null);
    }

    private static Slot idle(long keeps) {
        return new Slot("s", false, false, "reserved", true, "", null, keeps, null, null, false, false, null);
    }
}
