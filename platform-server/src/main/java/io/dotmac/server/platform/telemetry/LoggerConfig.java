package io.dotmac.server.platform.telemetry;

import io.dotmac.server.platform.config.Settings;

/// Section `logger`.
///
/// @param level least important line that is written
/// @param format of a line
/// @param output `stdout` or the path of a file, which is rolled over each day and at 100 MB, and kept for 14 days, 1
/// GB at most
public record LoggerConfig(Level level, Format format, String output) {
    /// Reads the section.
    public static LoggerConfig from(Settings settings) {
        Format usual = settings.deployment().isForgiving() ? Format.CONSOLE : Format.JSON;
        return new LoggerConfig(
                settings.choice("logger.level", Level.INFO, Level.class),
                settings.choice("logger.format", usual, Format.class),
                settings.text("logger.output", "stdout"));
    }

    /// How important a line is.
    public enum Level {
        /// Every request.
        DEBUG,
        /// What an operator wants to know.
        INFO,
        /// What may become a fault.
        WARN,
        /// Faults.
        ERROR
    }

    /// How a line looks.
    public enum Format {
        /// One JSON object a line, for machines.
        JSON,
        /// Plain text, for people.
        CONSOLE
    }
}
