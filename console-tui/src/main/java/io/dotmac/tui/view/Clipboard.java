package io.dotmac.tui.view;

import java.io.IOException;

/// Where copied text goes.
@FunctionalInterface
public interface Clipboard {
    /// Longest text that is copied; terminals drop longer ones without a word.
    int MOST_CHARACTERS = 50_000;

    /// Puts `text` there.
    void copy(String text) throws IOException;
}
