package io.dotmac.console.filter;

/// Why a text is no filter.
///
/// @param position of the first character that is wrong, from 0
/// @param message for the operator: what is wrong and what is allowed
public record FilterError(int position, String message) implements FilterResult {}
