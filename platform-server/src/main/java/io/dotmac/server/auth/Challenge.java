package io.dotmac.server.auth;

import io.dotmac.server.platform.http.Refusal;
import io.dotmac.server.platform.secret.Hashes;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;

/// Proof that the password was right, to be shown with the code of the second factor within five minutes.
///
/// The server keeps nothing: it is the user's id and an end, sealed with the server's secret.
final class Challenge {
    private static final Duration TTL = Duration.ofMinutes(5);
    private static final int BODY = 24;
    private static final int SEAL = 32;

    private Challenge() {}

    static String issue(String secret, UUID user, Instant now) {
        byte[] body = ByteBuffer.allocate(BODY)
                .putLong(user.getMostSignificantBits())
                .putLong(user.getLeastSignificantBits())
                .putLong(now.plus(TTL).getEpochSecond())
                .array();
        byte[] whole = ByteBuffer.allocate(BODY + SEAL)
                .put(body)
                .put(seal(secret, body))
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
    }

    /// The user whose password was right; throws [Refusal] when the challenge is not ours or too old.
    static UUID redeem(String secret, String text, Instant now) {
        try {
            ByteBuffer whole = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            if (whole.remaining() == BODY + SEAL) {
                byte[] body = new byte[BODY];
                byte[] seal = new byte[SEAL];
                whole.get(body).get(seal);
                ByteBuffer parts = ByteBuffer.wrap(body);
                UUID user = new UUID(parts.getLong(), parts.getLong());
                if (MessageDigest.isEqual(seal, seal(secret, body)) && now.getEpochSecond() < parts.getLong()) {
                    return user;
                }
            }
        } catch (IllegalArgumentException e) {
            // Told below, the same for every challenge that is not good.
        }
        throw Refusal.unauthorized("the challenge is not valid any more; log in again");
    }

    private static byte[] seal(String secret, byte[] body) {
        return Hashes.hmac("challenge:" + secret, body);
    }
}
