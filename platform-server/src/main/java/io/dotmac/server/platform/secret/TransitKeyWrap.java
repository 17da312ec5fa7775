package io.dotmac.server.platform.secret;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.Map;

/// Wraps keys with one that never leaves Vault's Transit engine. Safe for use by several threads.
public final class TransitKeyWrap implements KeyWrap {
    private static final String PREFIX = "vault:";

    private final VaultClient vault;
    private final String mount;
    private final String key;

    /// @param paths the engine and the key's name
    public TransitKeyWrap(VaultClient vault, VaultConfig.Paths paths) {
        this.vault = vault;
        this.mount = paths.transitMount();
        this.key = paths.transitKey();
    }

    @Override
    public Made make() {
        JsonNode made = vault.write(mount + "/datakey/plaintext/" + key, Map.of("bits", 8 * AesGcm.KEY_BYTES));
        return new Made(Base64.getDecoder().decode(text(made, "plaintext")), text(made, "ciphertext"));
    }

    @Override
    public String wrap(byte[] plain) {
        String encoded = Base64.getEncoder().encodeToString(plain);
        return text(vault.write(mount + "/encrypt/" + key, Map.of("plaintext", encoded)), "ciphertext");
    }

    @Override
    public byte[] unwrap(String wrapped) {
        JsonNode answer = vault.write(mount + "/decrypt/" + key, Map.of("ciphertext", wrapped));
        return Base64.getDecoder().decode(text(answer, "plaintext"));
    }

    @Override
    public String rewrap(String wrapped) {
        return text(vault.write(mount + "/rewrap/" + key, Map.of("ciphertext", wrapped)), "ciphertext");
    }

    @Override
    public boolean made(String wrapped) {
        return wrapped.startsWith(PREFIX);
    }

    private String text(JsonNode answer, String part) {
        String text = answer.path(part).asText();
        if (text.isEmpty()) {
            throw new io.dotmac.server.platform.config.SecretsUnavailable(
                    "vault answered without " + part + " for the key " + mount + "/" + key);
        }
        return text;
    }
}
