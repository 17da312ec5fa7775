package io.dotmac.tui.view;

import com.googlecode.lanterna.input.KeyStroke;
import io.dotmac.console.Observable;
import io.dotmac.console.command.Command;
import io.dotmac.tui.kit.Line;
import io.dotmac.tui.kit.Pane;
import java.util.List;
import java.util.Optional;

/// A screen of the console between its top line and its line of keys. Used on the display's thread alone.
interface Window {
    /// Where the operator is, for example `Replication › 3 standbys`.
    Line title();

    /// What is said at the right of the title, for example the filter and its count.
    Line status();

    /// Paints the body.
    void paint(Pane body);

    /// Moves about; answers whether the key did.
    boolean key(KeyStroke key);

    /// Whether it takes every key, because text is typed into it.
    default boolean typing() {
        return false;
    }

    /// Whether what it was opened for is done, so that it goes by itself.
    default boolean finished() {
        return false;
    }

    /// Runs a command; answers whether it is one of this window's.
    default boolean run(Command command, String argument) {
        return false;
    }

    /// The commands that the line of keys tells of, most useful first.
    default List<Command> hints() {
        return List.of();
    }

    /// Slug of the ISP that is looked at, where there is one.
    default Optional<String> tenant() {
        return Optional.empty();
    }

    /// It is on top no more and will not be again.
    default void closed() {}

    /// Whose changes ask for a new frame.
    List<Observable<?>> sources();
}
