package io.dotmac.console.command;

/// What a command can break.
public enum Danger {
    /// Reads only.
    D0,
    /// Reversible; done at once.
    D1,
    /// Changes what others see; a preview first.
    D2,
    /// Mass or irreversible; a typed name and a reason first.
    D3
}
