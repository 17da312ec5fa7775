package io.dotmac.model.agent;

/// `PUT /api/v1/nodes/{id}/configuration`: how an agent is to work.
///
/// @param yaml what the agent's own file leaves open: `interval`, `health-interval`, `spool`, `targets`; never a secret
public record NewConfiguration(String yaml) {
    /// Most characters.
    public static final int MAX = 48_000;

    /// Refuses an over-long text.
    public NewConfiguration {
        if (yaml.length() > MAX) {
            throw new IllegalArgumentException("yaml has " + yaml.length() + " characters, at most " + MAX);
        }
    }
}
