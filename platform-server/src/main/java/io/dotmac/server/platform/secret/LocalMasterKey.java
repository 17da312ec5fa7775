package io.dotmac.server.platform.secret;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Wraps keys with one that lies in a setting or in a file that only its owner may read: for development, and for
/// whoever runs without Vault. Safe for use by several threads.
public final class LocalMasterKey implements KeyWrap {
    private static final String PREFIX = "local:v1:";
    private static final byte[] CONTEXT = "dotmac field key".getBytes(StandardCharsets.UTF_8);

    private final EncryptionConfig config;
    private @Nullable SecretKey master;

    /// Reads the key when it is first needed.
    public LocalMasterKey(EncryptionConfig config) {
        this.config = config;
    }

    @Override
    public Made make() {
        byte[] plain = AesGcm.random(AesGcm.KEY_BYTES);
        return new Made(plain, wrap(plain));
    }

    @Override
    public String wrap(byte[] plain) {
        return PREFIX + Base64.getEncoder().encodeToString(AesGcm.seal(master(), CONTEXT, new byte[0], plain));
    }

    @Override
    public String rewrap(String wrapped) {
        return wrapped; // there is one version of the master key
    }

    @Override
    public byte[] unwrap(String wrapped) {
        try {
            byte[] sealed = Base64.getDecoder().decode(wrapped.substring(PREFIX.length()));
            return AesGcm.open(master(), CONTEXT, sealed, 0);
        } catch (AesGcm.Forged e) {
            throw new IllegalStateException(
                    "the field keys of this database were made with another master key than that of " + source(), e);
        }
    }

    @Override
    public boolean made(String wrapped) {
        return wrapped.startsWith(PREFIX);
    }

    private synchronized SecretKey master() {
        if (master == null) {
            master = new SecretKeySpec(read(), "AES");
        }
        return master;
    }

    private byte[] read() {
        if (!config.masterKey().isEmpty()) {
            return Base64.getDecoder().decode(config.masterKey().value());
        }
        Path file = config.localKeyFile();
        String text = OwnerFile.readOrMake(
                file, () -> Base64.getEncoder().encodeToString(AesGcm.random(AesGcm.KEY_BYTES)) + "\n");
        try {
            byte[] key = Base64.getDecoder().decode(text.strip());
            if (key.length == AesGcm.KEY_BYTES) {
                return key;
            }
        } catch (IllegalArgumentException e) {
            // Told below, without the text, which may be a key.
        }
        throw new IllegalStateException(
                "encryption.local-key-file " + file + " does not hold " + AesGcm.KEY_BYTES + " bytes in Base64");
    }

    private String source() {
        return config.masterKey().isEmpty() ? config.localKeyFile().toString() : "encryption.master-key";
    }
}
