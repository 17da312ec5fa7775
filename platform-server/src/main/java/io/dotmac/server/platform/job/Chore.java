package io.dotmac.server.platform.job;

import java.time.Duration;

/// Work that comes again and again; however many processes look after chores, one does it each time.
///
/// @param name for good
/// @param every how often
/// @param work what; when it throws it is logged, and done again at the next time
public record Chore(String name, Duration every, Runnable work) {}
