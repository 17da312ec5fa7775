package io.dotmac.server.platform.cache;

import io.dotmac.server.platform.config.Secret;
import io.dotmac.server.platform.config.Settings;

/// Section `redis`.
///
/// @param host of Redis
/// @param port of Redis
/// @param username of its ACL, empty for the default user
/// @param password empty for none
/// @param databaseCache number of the logical database for cached answers
/// @param databaseSession number of the one for sessions
/// @param databasePubsub number of the one whose connections carry live messages
public record RedisConfig(
        String host,
        int port,
        String username,
        Secret password,
        int databaseCache,
        int databaseSession,
        int databasePubsub) {
    /// Reads the section.
    public static RedisConfig from(Settings settings) {
        return new RedisConfig(
                settings.text("redis.host", "127.0.0.1"),
                settings.integer("redis.port", 6379, 1, 65_535),
                settings.text("redis.username", ""),
                settings.secret("redis.password", ""),
                settings.integer("redis.database-cache", 0, 0, 15),
                settings.integer("redis.database-session", 1, 0, 15),
                settings.integer("redis.database-pubsub", 2, 0, 15));
    }

    /// For messages.
    public String address() {
        return host + ":" + port;
    }
}
