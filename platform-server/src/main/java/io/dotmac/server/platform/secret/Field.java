package io.dotmac.server.platform.secret;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The place of an encrypted value. A ciphertext can be read in its own place only: copied to another row, column or
/// tenant it is refused.
///
/// @param tenant id of the tenant, empty for what belongs to no tenant
/// @param table for example `customers`
/// @param column for example `email`
/// @param row id of the row
public record Field(String tenant, String table, String column, String row) {
    /// What the ciphertext is bound to; each part with its length, so that no two places look alike.
    byte[] context() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String part : List.of(tenant, table, column, row)) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            out.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            out.writeBytes(bytes);
        }
        return out.toByteArray();
    }

    @Override
    public String toString() {
        return table + "." + column + " of " + row;
    }
}
