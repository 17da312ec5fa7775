package io.dotmac.server.platform.job;

import io.dotmac.server.platform.config.Settings;
import java.time.Duration;

/// Section `job`.
///
/// @param workers jobs that one process runs at a time
/// @param poll how often to look for jobs that other processes enqueued
/// @param attempts how often a job is tried before it counts as dead
/// @param retryPause before the second attempt; twice as long before each further one
/// @param heartbeat how often a running job says that it lives; after four misses it is run anew elsewhere
/// @param keep how long jobs that are done are remembered
public record JobConfig(
        int workers, Duration poll, int attempts, Duration retryPause, Duration heartbeat, Duration keep) {
    /// Reads the section.
    public static JobConfig from(Settings settings) {
        return new JobConfig(
                settings.integer("job.workers", 4, 1, 256),
                settings.duration("job.poll", "5s"),
                settings.integer("job.attempts", 5, 1, 100),
                settings.duration("job.retry-pause", "2s"),
                settings.duration("job.heartbeat", "30s"),
                settings.duration("job.keep", "30d"));
    }
}
