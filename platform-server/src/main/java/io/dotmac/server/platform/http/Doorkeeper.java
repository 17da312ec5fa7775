package io.dotmac.server.platform.http;

import java.util.Optional;

/// Knows who stands behind a credential, and what he may do now.
@FunctionalInterface
public interface Doorkeeper {
    /// The caller; empty when the credential is none of ours, has ended, or was taken back.
    Optional<Caller> recognize(Credential credential);

    /// What a request shows.
    ///
    /// @param text access token or API key
    /// @param address of the other side
    record Credential(String text, String address) {
        @Override
        public String toString() {
            return "Credential[address=" + address + "]";
        }
    }
}
