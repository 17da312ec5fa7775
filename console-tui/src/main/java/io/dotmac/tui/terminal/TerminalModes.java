package io.dotmac.tui.terminal;

import com.googlecode.lanterna.TerminalSize;
import java.io.IOException;

/// The line modes and the size of a terminal device.
public interface TerminalModes {
    /// The present modes, in the form that [#restore] takes.
    String save() throws IOException;

    /// Keys one by one, unechoed, unchanged, and none of them a signal or flow control.
    void raw() throws IOException;

    /// Puts back what [#save] gave.
    void restore(String saved) throws IOException;

    /// Columns and rows.
    TerminalSize size() throws IOException;
}
