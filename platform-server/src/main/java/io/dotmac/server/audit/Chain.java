package io.dotmac.server.audit;

import io.dotmac.model.fleet.TenantId;
import io.dotmac.server.platform.db.Tx;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.UUID;

/// One chain of entries: a tenant's, or the platform's.
///
/// @param tenant absent for the platform's
record Chain(Optional<TenantId> tenant) {
    /// What the first row of a chain follows upon.
    private static final byte[] GENESIS = new byte[32];

    private static final UUID PLATFORM_ID = new UUID(0, 0);

    /// The platform's own.
    static final Chain PLATFORM = new Chain(Optional.empty());

    static Chain of(Tx tx) {
        return new Chain(tx.tenant());
    }

    static Chain of(UUID id) {
        return id.equals(PLATFORM_ID) ? PLATFORM : new Chain(Optional.of(new TenantId(id)));
    }

    UUID id() {
        return tenant.map(TenantId::value).orElse(PLATFORM_ID);
    }

    static byte[] genesis() {
        return GENESIS.clone();
    }

    /// The hash of row `seq`: SHA-256 over the hash before it, its canonical JSON, its number in eight bytes.
    static byte[] hash(byte[] before, String canonical, long seq) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(before);
            sha256.update(canonical.getBytes(StandardCharsets.UTF_8));
            return sha256.digest(ByteBuffer.allocate(Long.BYTES).putLong(seq).array());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is in every Java", e);
        }
    }
}
