package io.dotmac.server.audit;

import io.dotmac.server.platform.db.Tx;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// Rows of `public.audit_logs`.
final class AuditStore {
    private static final String APPEND = """
            select public.audit_append(:chain, :at, :kind, cast(:actor as uuid), :role, :action, :type, :target,
              :before, :after, :request, :address, :canonical)
            """;

    /// Adds a row to the end of its chain and returns its number.
    long append(Tx tx, AuditRow row) {
        return tx.handle()
                .createQuery(APPEND)
                .bind("chain", row.chain().id())
                .bind("at", row.at().atOffset(ZoneOffset.UTC))
                .bind("kind", row.actorKind())
                .bind("actor", orNull(row.actorId()))
                .bind("role", row.actorRole())
                .bind("action", row.action())
                .bind("type", row.targetType())
                .bind("target", row.targetId())
                .bind("before", orNull(row.before()))
                .bind("after", orNull(row.after()))
                .bind("request", row.requestId())
                .bind("address", row.address())
                .bind("canonical", row.canonical())
                .mapTo(Long.class)
                .one();
    }

    private static <T> @Nullable T orNull(java.util.Optional<T> value) {
        return value.orElse(null);
    }
}
