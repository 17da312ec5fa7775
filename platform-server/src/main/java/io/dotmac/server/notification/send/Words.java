package io.dotmac.server.notification.send;

/// What people read.
///
/// @param subject one line
/// @param body several lines of plain text
/// @param html the same for mail programs, with everything foreign escaped
public record Words(String subject, String body, String html) {}
