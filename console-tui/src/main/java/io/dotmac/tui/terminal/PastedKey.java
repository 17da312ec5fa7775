package io.dotmac.tui.terminal;

import com.googlecode.lanterna.input.KeyStroke;

/// A character that came in by pasting: text for a prompt, never a command.
public final class PastedKey extends KeyStroke {
    /// @param character printable
    public PastedKey(char character) {
        super(character, false, false);
    }
}
