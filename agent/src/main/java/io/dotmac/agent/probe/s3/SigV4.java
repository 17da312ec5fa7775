package io.dotmac.agent.probe.s3;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs requests without a body as AWS's signature version 4 asks.
///
/// @param accessKey names the key
/// @param secretKey signs; never logged
/// @param region of the bucket
record SigV4(String accessKey, String secretKey, String region) {
    /// The digest of nothing.
    static final String EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /// All headers that the request must carry, the host's left to the client.
    ///
    /// @param path as it stands in the request line
    /// @param query as it stands there, its parts sorted
    /// @param more headers to sign along
    Map<String, String> headers(
            String method, String host, String path, String query, Map<String, String> more, Instant now) {
        String time = TIME.format(now);
        TreeMap<String, String> signed = new TreeMap<>(more);
        signed.put("host", host);
        signed.put("x-amz-content-sha256", EMPTY);
        signed.put("x-amz-date", time);
        StringBuilder canonical = new StringBuilder(method + "\n" + path + "\n" + query + "\n");
        signed.forEach((name, value) ->
                canonical.append(name).append(':').append(value.strip()).append('\n'));
        String names = String.join(";", signed.keySet());
        canonical.append('\n').append(names).append('\n').append(EMPTY);
        String scope = time.substring(0, 8) + "/" + region + "/s3/aws4_request";
        String toSign = "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n" + sha256(canonical.toString());
        TreeMap<String, String> headers = new TreeMap<>(signed);
        headers.remove("host");
        headers.put(
                "authorization",
                "AWS4-HMAC-SHA256 Credential=" + accessKey + "/" + scope + ",SignedHeaders=" + names + ",Signature="
                        + signature(time.substring(0, 8), toSign));
        return headers;
    }

    private String signature(String day, String toSign) {
        byte[] key = hmac(("AWS4" + secretKey).getBytes(StandardCharsets.UTF_8), day);
        key = hmac(hmac(hmac(key, region), "s3"), "aws4_request");
        return HexFormat.of().formatHex(hmac(key, toSign));
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "SigV4[" + accessKey + ", ***]";
    }
}
