package io.dotmac.client;

import java.io.IOException;
import java.util.Optional;

/// Where a client takes its access token from.
public interface Credentials {
    /// For a client that is not logged in.
    Credentials NONE = new Credentials() {
        @Override
        public Optional<String> accessToken() {
            return Optional.empty();
        }

        @Override
        public boolean renew(String rejected) {
            return false;
        }
    };

    /// The token to send now; never blocks.
    Optional<String> accessToken();

    /// Gets a new token after the server refused one; may block.
    ///
    /// @param rejected the refused token, empty when none was sent
    /// @return whether there is another token now, so that trying again makes sense
    /// @throws IOException when the server is out of reach
    boolean renew(String rejected) throws IOException;
}
