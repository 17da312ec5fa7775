package io.dotmac.model.fleet;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/// Id of an ISP on the platform.
///
/// @param value a UUID version 7
public record TenantId(@JsonValue UUID value) {
    /// Reads the usual text form.
    @JsonCreator
    public static TenantId of(String text) {
        return new TenantId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
