package io.dotmac.model.notification;

/// A heartbeat that was just made.
///
/// @param heartbeat itself
/// @param token to be told as the end of the path `/api/v1/heartbeats/beat/{token}`; told this one time
public record MadeHeartbeat(Heartbeat heartbeat, String token) {}
