package io.dotmac.server.auth;

import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.secret.Hashes;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.UUID;

/// A refresh token: 16 bytes that name its family, 32 that prove it.
///
/// The successor follows from the token and the server's secret, so that a client whose answer got lost can ask again
/// and gets the same one, without the server keeping any token in clear.
///
/// @param family of the log-in
/// @param text as the client has it
record RefreshToken(UUID family, String text) {
    private static final int BYTES = 48;
    private static final SecureRandom RANDOM = new SecureRandom();

    static RefreshToken first(UUID family) {
        byte[] proof = new byte[32];
        RANDOM.nextBytes(proof);
        return of(family, proof);
    }

    /// Reads what a client sent; throws [Refusal] when that cannot be a token.
    static RefreshToken parse(String text) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            if (bytes.length == BYTES) {
                ByteBuffer buffer = ByteBuffer.wrap(bytes);
                return new RefreshToken(new UUID(buffer.getLong(), buffer.getLong()), text);
            }
        } catch (IllegalArgumentException e) {
            // Told below, the same for every token that is not good.
        }
        throw Refusal.unauthorized("the refresh token is not valid; log in again");
    }

    RefreshToken successor(String secret) {
        return of(family, Hashes.hmac(secret, ("refresh:" + text).getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    byte[] hash() {
        return Hashes.sha256(text);
    }

    private static RefreshToken of(UUID family, byte[] proof) {
        byte[] bytes = ByteBuffer.allocate(BYTES)
                .putLong(family.getMostSignificantBits())
                .putLong(family.getLeastSignificantBits())
                .put(proof)
                .array();
        return new RefreshToken(family, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    @Override
    public String toString() {
        return "RefreshToken[family=" + family + "]";
    }
}
