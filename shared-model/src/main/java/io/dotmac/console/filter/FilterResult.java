package io.dotmac.console.filter;

/// What comes of reading a filter: the filter, or what is wrong with it.
public sealed interface FilterResult permits Filter, FilterError {}
