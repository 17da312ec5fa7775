package io.dotmac.model.api;

/// One thing in an answer.
///
/// @param id unique in its type
/// @param type singular, lower-dashed, for example `node`
/// @param attributes its wire record
/// @param <T> the wire record
public record Resource<T>(String id, String type, T attributes) {}
