package io.dotmac.model.auth;

/// `POST /api/v1/auth/mfa/enrol`: a second factor that waits for its first code.
///
/// @param secret in Base32, to be typed
/// @param uri `otpauth://`, to be shown as a QR code
public record MfaEnrolment(String secret, String uri) {
    @Override
    public String toString() {
        return "MfaEnrolment[***]";
    }
}
