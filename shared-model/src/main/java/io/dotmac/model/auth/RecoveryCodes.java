package io.dotmac.model.auth;

import java.util.List;

/// Codes for the day the authenticator is lost, each good once; shown this once.
///
/// @param codes to be printed and put away
public record RecoveryCodes(List<String> codes) {
    /// Copies the list.
    public RecoveryCodes {
        codes = List.copyOf(codes);
    }

    @Override
    public String toString() {
        return "RecoveryCodes[***]";
    }
}
