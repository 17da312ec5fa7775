package io.dotmac.gui.shell;

import io.dotmac.console.command.Keymap;
import io.dotmac.console.command.Scope;
import io.dotmac.console.view.HelpViewModel;
import io.dotmac.gui.text.Texts;
import java.util.List;
import java.util.Locale;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/// The keys that work, from the registry itself.
final class KeySheet extends VBox {
    KeySheet(Keymap keymap) {
        getStyleClass().addAll("popover", "help");
        setId("help");
        setMaxHeight(USE_PREF_SIZE);
        setFocusTraversable(true);
        Label title = new Label(Texts.of("help.title"));
        title.getStyleClass().add("title");
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        Label keys = new Label(Texts.of("help.keys"));
        keys.getStyleClass().add("keys");
        HBox head = new HBox(8, title, gap, keys);
        head.getStyleClass().add("card-head");
        List<HelpViewModel.Group> groups = new HelpViewModel(keymap, Scope.DESKTOP).groups();
        VBox left = new VBox(18);
        VBox right = new VBox(18);
        int entries =
                groups.stream().mapToInt(group -> group.entries().size() + 2).sum();
        int used = 0;
        for (HelpViewModel.Group group : groups) {
            int size = group.entries().size() + 2;
            (2 * used + size <= entries ? left : right).getChildren().add(group(group));
            used += size;
        }
        HBox columns = new HBox(36, left, right);
        columns.getStyleClass().add("columns");
        ScrollPane scroll = new ScrollPane(columns);
        scroll.setFitToWidth(true);
        HBox.setHgrow(left, Priority.ALWAYS);
        HBox.setHgrow(right, Priority.ALWAYS);
        left.setPrefWidth(410);
        right.setPrefWidth(410);
        getChildren().addAll(head, scroll);
    }

    private static VBox group(HelpViewModel.Group group) {
        Label caption = new Label(group.title());
        caption.getStyleClass().add("caption");
        VBox box = new VBox(4, caption);
        for (HelpViewModel.Entry entry : group.entries()) {
            String text = entry.title().substring(0, 1).toUpperCase(Locale.ROOT)
                    + entry.title().substring(1);
            Label title = new Label(text);
            Label line = new Label(entry.line());
            line.getStyleClass().addAll("mono", "muted");
            Label keys = new Label(entry.keys());
            keys.getStyleClass().add("key");
            keys.setVisible(!entry.keys().isEmpty());
            HBox cell = new HBox(keys);
            cell.setMinWidth(84);
            cell.setPrefWidth(84);
            title.setPrefWidth(160);
            title.setMinWidth(Region.USE_PREF_SIZE);
            line.setMinWidth(Region.USE_PREF_SIZE);
            HBox row = new HBox(8, cell, title, line);
            row.getStyleClass().add("row-face");
            row.setAccessibleText(entry.keys() + " " + text);
            box.getChildren().add(row);
        }
        return box;
    }
}
