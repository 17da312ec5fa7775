package io.dotmac.server.notification;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.model.notification.NoticeKind;
import io.dotmac.server.notification.send.Notice;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// A message that waits to be sent.
///
/// @param tenant whose
/// @param id by which the receiver knows it again
/// @param seq in the order in which they were made
/// @param receiverId whom it is for
/// @param thread messages about the same thing have the same, and are sent in order
/// @param dedup of two with the same for one receiver, the second is not made
/// @param notice what is told
/// @param alerts fingerprints
/// @param attempts that were begun
/// @param sending whether an attempt was begun of which nothing is known
/// @param createdAt when it was made
record Message(
        TenantId tenant,
        UUID id,
        long seq,
        UUID receiverId,
        String thread,
        String dedup,
        Notice notice,
        List<String> alerts,
        int attempts,
        boolean sending,
        Instant createdAt) {
    Message {
        alerts = List.copyOf(alerts);
    }

    NoticeKind kind() {
        return notice.kind();
    }
}
