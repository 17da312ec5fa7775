package io.dotmac.server.platform.secret;

import io.dotmac.server.platform.config.Secret;
import io.dotmac.server.platform.config.Settings;
import java.nio.file.Path;
import java.util.Base64;

/// Section `encryption`: the master key that wraps the keys of encrypted fields where no Vault does.
///
/// @param masterKey 32 bytes in Base64; empty to take the file
/// @param localKeyFile holds such a key; made at the first start where it is absent
public record EncryptionConfig(Secret masterKey, Path localKeyFile) {
    /// Reads the section.
    public static EncryptionConfig from(Settings settings) {
        String file = Path.of(System.getProperty("user.home"), ".local", "share", "dotmac", "master-key")
                .toString();
        EncryptionConfig config = new EncryptionConfig(
                settings.secret("encryption.master-key", ""),
                Path.of(settings.text("encryption.local-key-file", file)));
        if (!config.masterKey.isEmpty() && !isKey(config.masterKey.value())) {
            settings.violation(
                    "encryption.master-key is " + Secret.MASK + ", must be " + AesGcm.KEY_BYTES + " bytes in Base64");
        }
        return config;
    }

    private static boolean isKey(String text) {
        try {
            return Base64.getDecoder().decode(text).length == AesGcm.KEY_BYTES;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
