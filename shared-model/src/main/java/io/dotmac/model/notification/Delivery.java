package io.dotmac.model.notification;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A message to a receiver, and what became of it.
///
/// @param id by which a receiver knows it again
/// @param seq in the order in which they were made
/// @param receiverId whom it is for
/// @param receiver name of the receiver at that time
/// @param kind what it is about
/// @param state what became of it
/// @param route that it was told by
/// @param level the worst of its alerts
/// @param subject its first line
/// @param alerts fingerprints
/// @param attempts that were begun
/// @param error of the last attempt that failed, else empty
/// @param createdAt when it was made
/// @param dueAt when it is tried next
/// @param triedAt when the last attempt began
/// @param sentAt when the receiver took it
public record Delivery(
        UUID id,
        long seq,
        UUID receiverId,
        String receiver,
        NoticeKind kind,
        State state,
        String route,
        String level,
        String subject,
        List<String> alerts,
        int attempts,
        String error,
        Instant createdAt,
        Optional<Instant> dueAt,
        Optional<Instant> triedAt,
        Optional<Instant> sentAt) {
    /// Copies the list.
    public Delivery {
        alerts = List.copyOf(alerts);
    }

    /// What can become of a message.
    public enum State {
        /// It waits.
        QUEUED,
        /// A server sends it right now.
        SENDING,
        /// The receiver took it.
        SENT,
        /// The receiver will never take it, or could not be reached for a day.
        FAILED,
        /// There was no room; a summary tells of it.
        FOLDED,
        /// A later message tells it better.
        SUPERSEDED,
        /// A server died while it sent it, and it is not sent again.
        DOUBTFUL
    }
}
