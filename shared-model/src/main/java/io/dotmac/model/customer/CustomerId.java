package io.dotmac.model.customer;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/// Id of a customer.
///
/// @param value a UUID version 7
public record CustomerId(@JsonValue UUID value) {
    /// Reads the usual text form.
    @JsonCreator
    public static CustomerId of(String text) {
        return new CustomerId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
