package io.dotmac.model.agent;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/// The short form of a public key by which two people can see that it is the same one.
public final class KeyFingerprint {
    private KeyFingerprint() {}

    /// `SHA256:` and the hash in base64, as OpenSSH writes it.
    ///
    /// @param publicKey base64 of an X.509 SubjectPublicKeyInfo
    public static String of(String publicKey) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(Base64.getDecoder().decode(publicKey));
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }
}
