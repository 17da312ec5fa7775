package io.dotmac.server.platform.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.dotmac.server.platform.db.Tx;
import io.dotmac.server.platform.secret.Field;
import io.dotmac.server.platform.secret.FieldCipher;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/// Table `public.idempotency_keys`.
final class IdempotencyStore {
    private final FieldCipher cipher;

    IdempotencyStore(FieldCipher cipher) {
        this.cipher = cipher;
    }

    /// An order.
    ///
    /// @param principal who gives it
    /// @param key that he gave it
    /// @param digest of method, path and body
    record Claim(UUID principal, String key, String digest) {}

    /// An order that was carried out.
    ///
    /// @param digest of method, path and body
    /// @param status of the answer
    /// @param body of the answer
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Done(String digest, int status, byte[] body) {}

    /// Whether nobody else works on the order; holds until the transaction ends, however it ends.
    boolean lock(Tx tx, Claim claim) {
        return tx.handle()
                .createQuery("select pg_try_advisory_xact_lock(hashtextextended(:name, 1))")
                .bind("name", tx.tenant().orElseThrow() + "/" + claim.principal() + "/" + claim.key())
                .mapTo(Boolean.class)
                .one();
    }

    Optional<Done> find(Tx tx, Claim claim) {
        return tx.handle()
                .createQuery("select digest, status, body from public.idempotency_keys"
                        + " where tenant_id = :tenant and principal = :principal and key = :key")
                .bind("tenant", tx.tenant().orElseThrow().value())
                .bind("principal", claim.principal())
                .bind("key", claim.key())
                .map((row, context) -> new Done(
                        row.getString("digest"), row.getInt("status"), opened(place(tx, claim), row.getBytes("body"))))
                .findOne();
    }

    void insert(Tx tx, Claim claim, Done done, Instant now) {
        tx.handle()
                .createUpdate("insert into public.idempotency_keys"
                        + " (tenant_id, principal, key, digest, status, body, created_at)"
                        + " values (:tenant, :principal, :key, :digest, :status, :body, :now)")
                .bind("tenant", tx.tenant().orElseThrow().value())
                .bind("principal", claim.principal())
                .bind("key", claim.key())
                .bind("digest", done.digest())
                .bind("status", done.status())
                .bind("body", cipher.encrypt(place(tx, claim), new String(done.body(), UTF_8)))
                .bind("now", now.atOffset(ZoneOffset.UTC))
                .execute();
    }

    private byte[] opened(Field place, byte[] sealed) {
        return cipher.decrypt(place, sealed).getBytes(UTF_8);
    }

    private static Field place(Tx tx, Claim claim) {
        String tenant = tx.tenant().orElseThrow().toString();
        return new Field(tenant, "public.idempotency_keys", "body", claim.principal() + "/" + claim.key());
    }

    void forget(Tx tx, Instant before) {
        tx.handle()
                .createUpdate("delete from public.idempotency_keys where created_at < :before")
                .bind("before", before.atOffset(ZoneOffset.UTC))
                .execute();
    }
}
