package io.dotmac.model.fleet;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/// Id of a node and of the agent that runs on it.
///
/// @param value a UUID version 7
public record NodeId(@JsonValue UUID value) {
    /// Reads the usual text form.
    @JsonCreator
    public static NodeId of(String text) {
        return new NodeId(UUID.fromString(text));
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
