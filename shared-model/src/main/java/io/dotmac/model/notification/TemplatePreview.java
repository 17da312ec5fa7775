package io.dotmac.model.notification;

/// What a template makes of an example.
///
/// @param subject first line
/// @param body plain text
/// @param html for e-mail
public record TemplatePreview(String subject, String body, String html) {}
