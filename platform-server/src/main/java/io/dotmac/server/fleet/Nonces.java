package io.dotmac.server.fleet;

import io.dotmac.server.platform.config.Secret;
import io.dotmac.server.platform.secret.Hashes;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;

/// Texts that agents sign. They carry their own time and proof, so that no server need remember them.
final class Nonces {
    private static final Duration LIFE = Duration.ofMinutes(1);
    private static final int BODY = 24;

    private final Secret secret;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Nonces(Secret secret, Clock clock) {
        this.secret = secret;
        this.clock = clock;
    }

    String next() {
        byte[] noise = new byte[16];
        random.nextBytes(noise);
        byte[] body =
                ByteBuffer.allocate(BODY).putLong(clock.millis()).put(noise).array();
        byte[] proof = proof(body);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(ByteBuffer.allocate(BODY + proof.length)
                        .put(body)
                        .put(proof)
                        .array());
    }

    /// Whether it is one of ours and not older than a minute.
    boolean isGood(String nonce) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(nonce);
        } catch (IllegalArgumentException e) {
            return false;
        }
        if (bytes.length <= BODY) {
            return false;
        }
        byte[] body = Arrays.copyOf(bytes, BODY);
        boolean ours = MessageDigest.isEqual(proof(body), Arrays.copyOfRange(bytes, BODY, bytes.length));
        long age = clock.millis() - ByteBuffer.wrap(body).getLong();
        return ours && age >= 0 && age <= LIFE.toMillis();
    }

    private byte[] proof(byte[] body) {
        return Hashes.hmac("nonce:" + secret.value(), body);
    }
}
