package io.dotmac.agent.probe.machine;

import io.dotmac.agent.probe.Finding.Remark;
import io.dotmac.agent.probe.Lasting;
import io.dotmac.agent.probe.Sample;
import io.dotmac.model.fleet.Severity;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Whether something keeps the machine's clock right. Used by one thread.
final class HostClock {
    private static final double OFFSET_WARN_SECONDS = 0.05;
    /// The kernel's own measure of a clock that nobody has set for hours.
    private static final double ERROR_WARN_SECONDS = 16;
    private static final Duration OFFSET_LASTS = Duration.ofMinutes(5);
    private static final Duration ALONE_LASTS = Duration.ofMinutes(10);
    private static final double MILLIS = 1_000;

    private final Supplier<Optional<CLibrary.KernelClock>> kernel;
    private final Lasting off;
    private final Lasting alone;

    /// @param kernel what it says of its clock
    /// @param nanoTime monotonic clock
    HostClock(Supplier<Optional<CLibrary.KernelClock>> kernel, LongSupplier nanoTime) {
        this.kernel = kernel;
        this.off = new Lasting(OFFSET_LASTS, nanoTime);
        this.alone = new Lasting(ALONE_LASTS, nanoTime);
    }

    Remark read(Map<String, String> facts, List<Sample> samples) {
        CLibrary.KernelClock clock = kernel.get().orElse(null);
        if (clock == null) {
            return Remark.fine("");
        }
        double millis = clock.offset() * MILLIS;
        facts.put(
                "clock",
                clock.synchronised()
                        ? String.format(Locale.ROOT, "synchronised, %.1f ms off", millis)
                        : "not synchronised");
        samples.add(Sample.of("node_timex_sync_status", clock.synchronised() ? 1L : 0L));
        samples.add(Sample.of("node_timex_offset_seconds", clock.offset()));
        samples.add(Sample.of("node_timex_maxerror_seconds", clock.maxError()));
        boolean drifts = !clock.synchronised() && clock.maxError() >= ERROR_WARN_SECONDS;
        if (alone.holds(drifts)) {
            return new Remark(Severity.MINOR, null, "nothing keeps its clock right");
        }
        return off.holds(Math.abs(clock.offset()) > OFFSET_WARN_SECONDS)
                ? new Remark(Severity.MINOR, null, String.format(Locale.ROOT, "clock is %.0f ms off", millis))
                : Remark.fine("");
    }
}
