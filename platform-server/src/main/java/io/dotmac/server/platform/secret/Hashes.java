package io.dotmac.server.platform.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Digests of tokens, which are never kept in clear.
public final class Hashes {
    private Hashes() {}

    /// SHA-256.
    public static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// SHA-256 in hexadecimal.
    public static String sha256Hex(String text) {
        return HexFormat.of().formatHex(sha256(text));
    }

    /// HMAC-SHA-256 of `data`.
    public static byte[] hmac(String key, byte[] data) {
        return hmac(key.getBytes(StandardCharsets.UTF_8), data);
    }

    /// HMAC-SHA-256 of `data`.
    public static byte[] hmac(byte[] key, byte[] data) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
