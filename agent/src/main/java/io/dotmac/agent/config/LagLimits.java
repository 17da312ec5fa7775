package io.dotmac.agent.config;

import java.time.Duration;

/// From when on a copy's lag matters.
///
/// @param warn age of the oldest change that the copy lacks, for a warning
/// @param critical the same, for a critical edge
/// @param warnBytes log yet to apply, for a warning
/// @param criticalBytes the same, for a critical edge
/// @param slotWarnBytes log that the copy's slot holds back on the primary, for a warning
public record LagLimits(Duration warn, Duration critical, long warnBytes, long criticalBytes, long slotWarnBytes) {
    private static final long MIB = 1 << 20;

    static LagLimits from(Section section, Duration warn, Duration critical) {
        Duration day = Duration.ofDays(30);
        Duration least = Duration.ofMillis(100);
        LagLimits limits = new LagLimits(
                section.duration("lag-warn", warn, least, day),
                section.duration("lag-critical", critical, least, day),
                section.bytes("bytes-warn", 16 * MIB, 1, Long.MAX_VALUE),
                section.bytes("bytes-critical", 256 * MIB, 1, Long.MAX_VALUE),
                section.bytes("slot-keeps-warn", 1024 * MIB, 1, Long.MAX_VALUE));
        if (limits.critical.compareTo(limits.warn) < 0) {
            section.violation("lag-critical", "is below lag-warn");
        }
        if (limits.criticalBytes < limits.warnBytes) {
            section.violation("bytes-critical", "is below bytes-warn");
        }
        section.refuseOthers();
        return limits;
    }
}
