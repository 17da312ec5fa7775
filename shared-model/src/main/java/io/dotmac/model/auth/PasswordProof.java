package io.dotmac.model.auth;

/// One's own password, asked for again before something grave.
///
/// @param password that is now
public record PasswordProof(String password) {
    @Override
    public String toString() {
        return "PasswordProof[***]";
    }
}
