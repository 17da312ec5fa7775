package io.dotmac.server.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.dotmac.model.Json;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/// A statement that a chain had this hash at this number; `floor` where retention dropped all up to it.
///
/// @param chain id of the tenant, zeros for the platform
/// @param kind `head` or `floor`
/// @param seq number of the row
/// @param hash of the row, hexadecimal
/// @param at when it was signed
/// @param keyId of the key that signed
/// @param database that the chain is in; absent in those of before it was told
record Checkpoint(UUID chain, String kind, long seq, String hash, Instant at, String keyId, Optional<UUID> database) {
    static final String HEAD = "head";
    static final String FLOOR = "floor";

    /// What is signed.
    String canonical() {
        return CanonicalJson.of(Json.mapper().<JsonNode>valueToTree(this));
    }

    /// Whether it is of that database, as far as it says.
    boolean isOf(UUID one) {
        return database.map(one::equals).orElse(true);
    }

    byte[] hashBytes() {
        return HexFormat.of().parseHex(hash);
    }
}
