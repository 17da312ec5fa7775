package io.dotmac.console.command;

/// Where a command's keys are heard.
public enum Scope {
    /// Everywhere but while text is typed.
    GLOBAL,
    /// In a table of rows; the global keys are heard there too.
    TABLE,
    /// Only on the desktop, everywhere; a terminal has no windows to do it with.
    DESKTOP
}
