package io.dotmac.agent.probe.postgresql;

import io.dotmac.agent.config.LagLimits;
import io.dotmac.agent.probe.Finding.Remark;
import io.dotmac.agent.probe.Sample;
import io.dotmac.model.fleet.Severity;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Judges replication slots. A slot that is lost stays so until it is dropped, though its figures are gone by then.
///
/// Used by one thread.
final class Slots {
    private static final long MIB = 1 << 20;
    private static final long SAFE_LITTLE = 512 * MIB;
    private static final long XMIN_WATCH = 50_000_000;
    private static final long XMIN_BAD = 500_000_000;
    private static final double IDLE_MATTERS = 60;
    private static final double IDLE_WARN = Duration.ofMinutes(30).toSeconds();
    private static final double FULL_SOON = Duration.ofHours(4).toSeconds();
    private static final double FULL_LATER = Duration.ofHours(24).toSeconds();
    private static final int MAX_FACTS = 20;

    private final LagLimits limits;
    private final LongSupplier nanoTime;
    private final Set<String> once = new HashSet<>();
    private final Set<String> lost = new HashSet<>();
    private final Map<String, Long> idleSince = new HashMap<>();

    Slots(LagLimits limits, LongSupplier nanoTime) {
        this.limits = limits;
        this.nanoTime = nanoTime;
    }

    /// What the server lets a slot hold back, and how fast that grows.
    ///
    /// @param keepBytes `max_slot_wal_keep_size`, `null` for no limit
    /// @param walBytesPerSecond `null` when it was not measured
    /// @param freeBytes where the log is kept, `null` when that cannot be seen from here
    record Room(
            @Nullable Long keepBytes,
            @Nullable Double walBytesPerSecond,
            @Nullable Long freeBytes) {
        static final Room UNKNOWN = new Room(null, null, null);
    }

    Remark judge(List<Slot> slots, Room room, Map<String, String> facts, List<Sample> samples) {
        Remark worst = Remark.fine("");
        Set<String> names = new HashSet<>();
        for (Slot slot : slots) {
            names.add(slot.name());
            Rows.sample(samples, "pg_replication_slot_slot_bytes", slot.name(), slot.keepsBytes());
            Rows.sample(samples, "pg_replication_slot_safe_wal_size_bytes", slot.name(), slot.safeBytes());
            Rows.sample(samples, "pg_replication_slot_xmin_age", slot.name(), slot.xminAge());
            Rows.sample(samples, "pg_replication_slot_catalog_xmin_age", slot.name(), slot.catalogXminAge());
            samples.add(Sample.of("pg_replication_slot_slot_is_active", slot.name(), slot.active() ? 1L : 0L));
            if (names.size() <= MAX_FACTS) {
                facts.put("slot " + slot.name(), told(slot));
            }
            worst = worst.worse(judge(slot, room));
        }
        if (slots.isEmpty()) {
            samples.add(Sample.none("pg_replication_slot_"));
        }
        once.retainAll(names);
        lost.retainAll(names);
        idleSince.keySet().retainAll(names);
        return worst;
    }

    private Remark judge(Slot slot, Room room) {
        String name = "slot " + slot.name();
        boolean gone = slot.status().equals("lost")
                || !slot.invalid().isEmpty()
                || (!slot.restartKnown() && once.contains(slot.name()));
        if (slot.restartKnown()) {
            once.add(slot.name());
        }
        if (gone) {
            lost.add(slot.name());
        }
        if (lost.contains(slot.name())) {
            return new Remark(
                    Severity.CRITICAL,
                    null,
                    name + " is lost"
                            + (slot.invalid().isEmpty()
                                    ? ""
                                    : " (" + slot.invalid().replace('_', ' ') + ")")
                            + ": make its copy anew, then drop the slot");
        }
        if (slot.status().equals("unreserved")) {
            return new Remark(Severity.CRITICAL, null, name + " is about to be lost: it is beyond its limit");
        }
        return growth(slot, name, room).worse(idle(slot, name, room)).worse(xmin(slot, name));
    }

    private Remark growth(Slot slot, String name, Room room) {
        Long keeps = slot.keepsBytes();
        Long safe = slot.safeBytes();
        Long most = room.keepBytes();
        if (safe != null && most != null && safe < Math.min(SAFE_LITTLE, most / 4)) {
            return new Remark(
                    Severity.MAJOR,
                    null,
                    name + " is lost after another " + Math.max(0, safe / MIB) + " MiB of log" + in(safe, room));
        }
        if (slot.status().equals("extended")) {
            return new Remark(Severity.MINOR, null, name + " holds back more log than max_wal_size");
        }
        boolean half = most != null && keeps != null && keeps > most / 2;
        return keeps != null && (half || keeps >= limits.slotWarnBytes())
                ? new Remark(Severity.MINOR, null, name + " holds back " + keeps / MIB + " MiB of log")
                : Remark.fine("");
    }

    /// A slot that nobody reads from fills the disk, unless the server has a limit for it.
    private Remark idle(Slot slot, String name, Room room) {
        if (slot.active() || !slot.restartKnown()) {
            idleSince.remove(slot.name());
            return Remark.fine("");
        }
        long now = nanoTime.getAsLong();
        double watched = (now - idleSince.computeIfAbsent(slot.name(), _ -> now)) / 1e9;
        double idle = slot.inactiveSeconds() == null ? watched : Math.max(watched, slot.inactiveSeconds());
        if (idle < IDLE_MATTERS) {
            return Remark.fine("");
        }
        Double rate = room.walBytesPerSecond();
        Long free = room.freeBytes();
        if (room.keepBytes() == null && rate != null && rate > 1 && free != null && free / rate < FULL_LATER) {
            return new Remark(
                    free / rate < FULL_SOON ? Severity.CRITICAL : Severity.MAJOR,
                    null,
                    name + " is read by nobody: the disk is full "
                            + in(free, room).strip());
        }
        String held = slot.keepsBytes() == null ? "" : ", holds back " + slot.keepsBytes() / MIB + " MiB";
        return idle < IDLE_WARN
                ? Remark.fine("")
                : new Remark(
                        Severity.MINOR,
                        null,
                        name + " is read by nobody for " + Math.round(idle / 60) + " min" + held
                                + (room.keepBytes() == null ? ", without a limit" : ""));
    }

    private static Remark xmin(Slot slot, String name) {
        Long age = slot.oldestAge();
        if (age == null || age <= XMIN_WATCH) {
            return Remark.fine("");
        }
        return new Remark(
                age > XMIN_BAD ? Severity.MAJOR : Severity.MINOR,
                null,
                name + " keeps " + age / 1_000_000 + " M transactions from being vacuumed");
    }

    private static String in(long bytes, Room room) {
        Double rate = room.walBytesPerSecond();
        if (rate == null || rate <= 1) {
            return "";
        }
        double seconds = bytes / rate;
        return seconds < 7200 ? " in " + Math.round(seconds / 60) + " min" : " in " + Math.round(seconds / 3600) + " h";
    }

    private static String told(Slot slot) {
        return (slot.status().isEmpty() ? "unknown" : slot.status())
                + (slot.active() ? ", active" : ", inactive")
                + (slot.logical() ? ", logical" : ", physical")
                + (slot.failover() ? ", failover" : "")
                + (slot.synced() ? ", synced" : "")
                + (slot.oldestAge() == null ? "" : ", xmin " + slot.oldestAge() + " old")
                + (slot.keepsBytes() == null ? "" : ", keeps " + slot.keepsBytes() / MIB + " MiB")
                + (slot.safeBytes() == null ? "" : ", safe for " + slot.safeBytes() / MIB + " MiB");
    }
}
