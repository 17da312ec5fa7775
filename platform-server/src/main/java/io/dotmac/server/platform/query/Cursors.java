package io.dotmac.server.platform.query;

import com.fasterxml.jackson.core.type.TypeReference;
import io.dotmac.model.Json;
import io.dotmac.server.platform.secret.Hashes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/// Makes and reads the cursors of lists: where a page ended, sealed together with the list, tenant, order and filter
/// that it belongs to, so that none can be forged or carried elsewhere. All servers share the key.
public final class Cursors {
    private static final int SEAL = 16;

    private final String key;

    /// @param secret of all servers
    public Cursors(String secret) {
        this.key = "cursor:" + secret;
    }

    /// @param scope everything that must be the same when the cursor comes back
    /// @param position values of the order's fields in the last row
    String write(String scope, List<String> position) {
        byte[] json = Json.bytes(position);
        byte[] seal = seal(scope, json);
        byte[] all = Arrays.copyOf(seal, SEAL + json.length);
        System.arraycopy(json, 0, all, SEAL, json.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    }

    /// The position, or [BadQuery].
    List<String> read(String scope, String cursor) {
        try {
            byte[] all = Base64.getUrlDecoder().decode(cursor);
            if (all.length > SEAL) {
                byte[] json = Arrays.copyOfRange(all, SEAL, all.length);
                if (MessageDigest.isEqual(seal(scope, json), Arrays.copyOf(all, SEAL))) {
                    return Json.read(json, new TypeReference<List<String>>() {});
                }
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw new BadQuery("cursor", "is not one of this list in this order and with this filter; begin without it");
    }

    private byte[] seal(String scope, byte[] json) {
        byte[] context = (scope + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(context, context.length + json.length);
        System.arraycopy(json, 0, all, context.length, json.length);
        return Arrays.copyOf(Hashes.hmac(key, all), SEAL);
    }
}
