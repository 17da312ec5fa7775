package io.dotmac.gui.view;

import io.dotmac.console.command.Command;
import io.dotmac.model.live.LiveRow;
import java.util.List;
import java.util.Optional;
import javafx.scene.layout.Region;

/// One page. Used on the FX thread only.
public interface Page {
    /// What the frame shows.
    Region node();

    /// Begins to follow its view model.
    void appear();

    /// Stops following it; what is drawn stays.
    void vanish();

    /// Puts the keyboard where it is wanted first.
    void focus();

    /// Runs a command that has to do with this page; `false` when it has nothing to do with it.
    default boolean run(Command command, String argument) {
        return false;
    }

    /// What can be done here beyond moving about, most needed first, for the line of keys.
    default List<Command> hints() {
        return List.of();
    }

    /// The row that is selected, where the page has rows.
    default Optional<Selected> selected() {
        return Optional.empty();
    }

    /// The rows that are marked, the selected one where none are.
    default List<LiveRow> chosen() {
        return selected().stream().map(Selected::row).toList();
    }

    /// Slug of the ISP that is looked at, where there is one.
    default Optional<String> tenant() {
        return selected().map(one -> one.row().tenant()).filter(slug -> !slug.isEmpty());
    }

    /// A row as the server tells it.
    ///
    /// @param row of the wire
    /// @param direct whether this console found it itself
    record Selected(LiveRow row, boolean direct) {}

    /// Another moment is looked at: what was opened of the one before goes.
    default void moved() {}

    /// Selects the row of `key` and shows its detail, where the page has rows.
    default void inspect(String key) {}
}
