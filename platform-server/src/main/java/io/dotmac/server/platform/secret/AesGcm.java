package io.dotmac.server.platform.secret;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/// AES-256 in Galois/counter mode with a random nonce, which stands before the ciphertext.
final class AesGcm {
    /// Length of a key.
    static final int KEY_BYTES = 32;

    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    /// Looking one up costs more than a short text's encryption. Never more than worked at the same time.
    private static final Queue<Cipher> IDLE = new ConcurrentLinkedQueue<>();

    private AesGcm() {}

    /// Appends nonce, ciphertext and tag to `head`.
    static byte[] seal(SecretKey key, byte[] context, byte[] head, byte[] plain) {
        byte[] sealed = new byte[head.length + NONCE_BYTES + plain.length + TAG_BYTES];
        byte[] nonce = random(NONCE_BYTES);
        ByteBuffer.wrap(sealed).put(head).put(nonce);
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce, context);
            cipher.doFinal(plain, 0, plain.length, sealed, head.length + NONCE_BYTES);
            IDLE.offer(cipher);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Reads what [#seal] made; throws [Forged] where key, context or a single bit is another.
    static byte[] open(SecretKey key, byte[] context, byte[] sealed, int head) {
        int start = head + NONCE_BYTES;
        if (sealed.length < start + TAG_BYTES) {
            throw new Forged();
        }
        byte[] nonce = new byte[NONCE_BYTES];
        System.arraycopy(sealed, head, nonce, 0, NONCE_BYTES);
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, nonce, context);
            byte[] plain = cipher.doFinal(sealed, start, sealed.length - start);
            IDLE.offer(cipher);
            return plain;
        } catch (AEADBadTagException e) {
            throw new Forged();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Bytes that nobody can guess.
    static byte[] random(int length) {
        byte[] bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] nonce, byte[] context)
            throws GeneralSecurityException {
        Cipher idle = IDLE.poll();
        Cipher cipher = idle == null ? Cipher.getInstance("AES/GCM/NoPadding") : idle;
        cipher.init(mode, key, new GCMParameterSpec(8 * TAG_BYTES, nonce));
        cipher.updateAAD(context);
        return cipher;
    }

    /// The ciphertext was not made by this key for this place.
    static final class Forged extends RuntimeException {
        Forged() {
            super("ciphertext was not made by this key for this place");
        }
    }
}
