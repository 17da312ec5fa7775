package io.dotmac.server.platform.secret;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.dotmac.model.fleet.TenantId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// Encrypts small fields (e-mail addresses, telephone numbers, second-factor secrets) so that a copy of the database
/// tells nothing, and makes blind indexes by which they are still found.
///
/// A ciphertext is one byte of format, four of the key's number, a nonce, AES-256-GCM. Each tenant's fields have a key
/// of their own, derived from the numbered one. Safe for use by several threads.
public final class FieldCipher {
    private static final byte FORMAT = 1;
    private static final int HEAD_BYTES = 1 + Integer.BYTES;
    private static final int INDEX_BYTES = 16;

    private final KeyRing keys;
    private final Cache<Derived, SecretKey> derived =
            Caffeine.newBuilder().maximumSize(10_000).build();

    private record Derived(int key, String tenant) {}

    /// Uses the keys of `keys`.
    public FieldCipher(KeyRing keys) {
        this.keys = keys;
    }

    /// Encrypts `plain` for its place, with the newest key.
    public byte[] encrypt(Field field, String plain) {
        int key = keys.newest();
        byte[] head = ByteBuffer.allocate(HEAD_BYTES).put(FORMAT).putInt(key).array();
        return AesGcm.seal(keyOf(key, field.tenant()), field.context(), head, plain.getBytes(StandardCharsets.UTF_8));
    }

    /// Reads what [#encrypt] made for that place; anything else is refused.
    public String decrypt(Field field, byte[] sealed) {
        try {
            SecretKey key = keyOf(keyNumber(sealed), field.tenant());
            return new String(AesGcm.open(key, field.context(), sealed, HEAD_BYTES), StandardCharsets.UTF_8);
        } catch (AesGcm.Forged e) {
            throw new IllegalStateException(
                    field + " cannot be decrypted: it was changed, or copied from elsewhere", e);
        }
    }

    /// Number of the key that new values are encrypted with.
    public int newestKey() {
        return keys.newest();
    }

    /// Number of the key that made `sealed`.
    public static int keyNumber(byte[] sealed) {
        if (sealed.length < HEAD_BYTES || sealed[0] != FORMAT) {
            throw new IllegalStateException("ciphertext of " + sealed.length + " bytes has no known format");
        }
        return ByteBuffer.wrap(sealed).getInt(1);
    }

    /// Stands for `value` in look-ups and unique indexes: the same for the same value in one tenant's column, and
    /// telling nothing without the key. Normalise the value first, see [Normal].
    public byte[] index(TenantId tenant, String table, String column, String value) {
        byte[] place = new Field(tenant.toString(), table, column, "").context();
        byte[] perColumn = Hashes.hmac(keys.index().getEncoded(), place);
        return Arrays.copyOf(Hashes.hmac(perColumn, value.getBytes(StandardCharsets.UTF_8)), INDEX_BYTES);
    }

    private SecretKey keyOf(int number, String tenant) {
        return derived.get(new Derived(number, tenant), wanted -> {
            byte[] purpose = ("dotmac field " + wanted.tenant).getBytes(StandardCharsets.UTF_8);
            return new SecretKeySpec(Hashes.hmac(keys.key(wanted.key).getEncoded(), purpose), "AES");
        });
    }
}
