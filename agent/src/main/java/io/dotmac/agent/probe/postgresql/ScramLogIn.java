package io.dotmac.agent.probe.postgresql;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// One log-in by SCRAM-SHA-256 (RFC 7677), without channel binding.
final class ScramLogIn {
    private static final int MAX_ITERATIONS = 1_000_000;

    private final String password;
    private final String nonce;

    ScramLogIn(String password) {
        this.password = password;
        byte[] random = new byte[18];
        new SecureRandom().nextBytes(random);
        this.nonce = Base64.getEncoder().encodeToString(random);
    }

    byte[] first() {
        return ("n,," + bare()).getBytes(StandardCharsets.UTF_8);
    }

    private String bare() {
        return "n=,r=" + nonce;
    }

    byte[] last(String serverFirst) throws IOException {
        Map<String, String> parts = new HashMap<>();
        for (String part : serverFirst.split(",", -1)) {
            if (part.length() > 2) {
                parts.put(part.substring(0, 1), part.substring(2));
            }
        }
        String joint = parts.getOrDefault("r", "");
        int iterations = parts.getOrDefault("i", "").matches("[0-9]{1,7}") ? Integer.parseInt(parts.get("i")) : 0;
        if (!joint.startsWith(nonce) || iterations < 1 || iterations > MAX_ITERATIONS) {
            throw new Console.Refused("breaks the rules of SCRAM");
        }
        try {
            byte[] salt = Base64.getDecoder().decode(parts.getOrDefault("s", ""));
            byte[] salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, 256))
                    .getEncoded();
            byte[] client = hmac(salted, "Client Key");
            byte[] stored = MessageDigest.getInstance("SHA-256").digest(client);
            String without = "c=biws,r=" + joint;
            byte[] signature = hmac(stored, bare() + "," + serverFirst + "," + without);
            for (int index = 0; index < client.length; index++) {
                client[index] ^= signature[index];
            }
            return (without + ",p=" + Base64.getEncoder().encodeToString(client)).getBytes(StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }
}
