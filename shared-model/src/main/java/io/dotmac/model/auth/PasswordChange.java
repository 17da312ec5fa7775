package io.dotmac.model.auth;

/// `POST /api/v1/auth/password`: one's own password.
///
/// @param oldPassword that is now
/// @param newPassword that is to be
public record PasswordChange(String oldPassword, String newPassword) {
    @Override
    public String toString() {
        return "PasswordChange[***]";
    }
}
