package io.dotmac.model.auth;

/// An API key just made.
///
/// @param key the whole key, `dmk_...`; shown this once
/// @param apiKey about it
public record MadeApiKey(String key, ApiKey apiKey) {
    @Override
    public String toString() {
        return "MadeApiKey[" + apiKey.prefix() + "...]";
    }
}
