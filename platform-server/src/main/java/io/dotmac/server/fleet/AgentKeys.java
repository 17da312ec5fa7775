package io.dotmac.server.fleet;

import io.dotmac.server.platform.http.Refusal;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/// Public keys of agents: ECDSA on P-256.
final class AgentKeys {
    private static final int P256_BITS = 256;

    private AgentKeys() {}

    /// Throws [Refusal] unless `base64` is a P-256 key.
    static void check(String base64) {
        try {
            if (parse(base64) instanceof ECPublicKey key
                    && key.getParams().getOrder().bitLength() == P256_BITS) {
                return;
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // Told below.
        }
        throw Refusal.invalid("public_key", "must be the base64 of a P-256 key's SubjectPublicKeyInfo");
    }

    static boolean verify(String publicKey, String text, String signature) {
        try {
            Signature ecdsa = Signature.getInstance("SHA256withECDSA");
            ecdsa.initVerify(parse(publicKey));
            ecdsa.update(text.getBytes(StandardCharsets.UTF_8));
            return ecdsa.verify(Base64.getDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false; // Not a signature at all.
        }
    }

    private static PublicKey parse(String base64) throws GeneralSecurityException {
        return KeyFactory.getInstance("EC")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(base64)));
    }
}
