package io.dotmac.server.alert;

import io.dotmac.model.fleet.TenantId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/// Makes the identities of alerts.
final class Fingerprints {
    private static final int BYTES = 8;

    private Fingerprints() {}

    /// Sixteen hexadecimal digits; each part is told with its length, so that no two look alike.
    static String of(TenantId tenant, Map<String, String> labels) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(tenant.toString().getBytes(StandardCharsets.UTF_8));
            new TreeMap<>(labels).forEach((name, value) -> {
                byte[] text =
                        (name.length() + ":" + name + value.length() + ":" + value).getBytes(StandardCharsets.UTF_8);
                digest.update(text);
            });
            return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
