package io.dotmac.tui.kit;

import com.googlecode.lanterna.input.KeyStroke;

/// Something that fills a screen and takes keys, always on one thread.
public interface Content {
    /// Takes a key.
    void key(KeyStroke key);

    /// Paints everything.
    void paint(Frame frame);

    /// Whether the operator is done with it.
    boolean done();
}
