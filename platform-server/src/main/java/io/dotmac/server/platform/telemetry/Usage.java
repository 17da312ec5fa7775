package io.dotmac.server.platform.telemetry;

import io.prometheus.client.Counter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// Who uses what: ISPs that are at work, and how often people use each part of the API (seed row I6).
///
/// No figure is told by ISP: names of customers do not belong on a page that anybody may read, and their number has no
/// bound. Safe for use by several threads.
public final class Usage {
    /// How long after the last request of its people or report of its agents an ISP counts as active.
    public static final Duration ACTIVE = Duration.ofMinutes(15);

    private final Map<UUID, Instant> lastByTenant = new ConcurrentHashMap<>();
    private final Counter uses;
    private final Clock clock;

    Usage(Telemetry telemetry, Clock clock) {
        this.clock = clock;
        this.uses = telemetry.counter(
                "dotmac_feature_uses_total",
                "Requests of people and programs that were met, by part of the API.",
                "feature");
        telemetry.gauge(
                "dotmac_tenants_active",
                "ISPs whose people or agents were heard by this server in the last 15 minutes.",
                this::active);
    }

    /// An ISP was heard.
    public void heard(UUID tenant) {
        lastByTenant.put(tenant, clock.instant());
    }

    /// Somebody was given what he asked for.
    ///
    /// @param feature one of few
    public void used(String feature) {
        uses.labels(feature).inc();
    }

    private double active() {
        Instant since = clock.instant().minus(ACTIVE);
        lastByTenant.values().removeIf(last -> last.isBefore(since));
        return lastByTenant.size();
    }
}
