package io.dotmac.model.api;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// Envelope of every success: `data`, `meta`, `links` (seed S3).
///
/// @param data one [Resource], or a list of them
/// @param meta when it was made and how the list goes on
/// @param links `self`, and `next` where a list has more
/// @param <T> a [Resource] or a list of them
public record Document<T>(T data, Meta meta, Map<String, String> links) {
    /// Copies the links.
    public Document {
        links = Map.copyOf(links);
    }

    /// About the answer itself.
    ///
    /// @param timestamp the server's clock when it answered
    /// @param version of the envelope, `1.0`
    /// @param page of a list
    /// @param sequence of a live list: deltas after this number continue it
    /// @param source `replica` or `primary`: where the database was read; absent where there is no replica
    public record Meta(
            Instant timestamp, String version, Optional<Page> page, Optional<Long> sequence, Optional<String> source) {
        /// Without a source.
        public Meta(Instant timestamp, String version, Optional<Page> page, Optional<Long> sequence) {
            this(timestamp, version, page, sequence, Optional.empty());
        }
    }

    /// Where in a list the answer stands.
    ///
    /// @param limit most rows on a page
    /// @param hasMore whether `links.next` leads on
    public record Page(int limit, boolean hasMore) {}
}
