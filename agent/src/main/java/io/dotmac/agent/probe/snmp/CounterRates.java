package io.dotmac.agent.probe.snmp;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes rates of counters that wrap. A device that started anew begins anew. Used by one thread.
final class CounterRates {
    private static final long WRAP_32 = 1L << 32;

    private final Map<String, Long> before = new HashMap<>();
    private final Map<String, Long> now = new HashMap<>();
    private long uptime;
    private double seconds;

    /// Begins a reading.
    ///
    /// @param uptimeTicks of the device, hundredths of a second; less than before means that it started anew
    void begin(long uptimeTicks) {
        // The device's own clock: whatever delayed the answers does not count. It wraps itself after 497 days.
        long ticks = uptimeTicks - uptime;
        if (ticks < 0 && uptime > WRAP_32 - 360_000 && uptimeTicks < 360_000) {
            ticks += WRAP_32;
        }
        if (ticks <= 0 || now.isEmpty()) {
            before.clear();
            seconds = 0;
        } else {
            before.clear();
            before.putAll(now);
            seconds = ticks / 100.0;
        }
        now.clear();
        uptime = uptimeTicks;
    }

    /// Per second since the last reading; `null` for the first one and where no sense can be made of it.
    ///
    /// @param wide whether the counter has 64 bits
    /// @param most that can be, to tell a wrap from a reset
    @Nullable Double rate(String name, long value, boolean wide, double most) {
        now.put(name, value);
        Long was = before.get(name);
        if (was == null || seconds <= 0) {
            return null;
        }
        long moved = value - was;
        if (moved < 0 && !wide) {
            moved += WRAP_32;
        }
        double rate = moved / seconds;
        return moved < 0 || rate > most ? null : rate;
    }
}
