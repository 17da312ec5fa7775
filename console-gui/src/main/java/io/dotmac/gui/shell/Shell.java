package io.dotmac.gui.shell;

import io.dotmac.console.command.CommandLine;
import io.dotmac.console.command.Keymap;
import io.dotmac.console.live.ConnectionState;
import io.dotmac.gui.text.Texts;
import io.dotmac.gui.theme.Appearance;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.scene.Parent;
import javafx.scene.control.Label;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;

/// The frame: knows where things stand, not what they mean.
public final class Shell {
    /// What the frame asks of its owner.
    ///
    /// @param open a view by its id
    /// @param run a line of the palette
    /// @param retry connect now
    /// @param live leave the past
    public record Actions(Consumer<String> open, Consumer<CommandLine> run, Runnable retry, Runnable live) {}

    private static final double NARROW = 1100;

    private final BorderPane frame = new BorderPane();
    private final StackPane content = new StackPane();
    private final TopBar top;
    private final Banner banner;
    private final PastBar past;
    private final Sidebar sidebar;
    private final StatusBar status = new StatusBar();
    private final ConnectionChip connection = new ConnectionChip();
    private final Overlay overlay = new Overlay();
    private final Toasts toasts = new Toasts();
    private final Label wallTitle = new Label();
    private final Label wallClock = new Label();
    private final HBox wallHead = new HBox();
    private final Keymap keymap;
    private final List<String> profiles;
    private final Actions actions;
    private final ZoomPane root;
    private boolean wallboard;
    private String profile = "";

    /// @param items of the sidebar
    /// @param keymap in use
    /// @param profiles names for the palette
    /// @param appearance gives the zoom
    /// @param actions what is asked of the owner
    public Shell(List<NavItem> items, Keymap keymap, List<String> profiles, Appearance appearance, Actions actions) {
        this.keymap = keymap;
        this.profiles = profiles;
        this.actions = actions;
        top = new TopBar(connection, () -> openPalette(""));
        banner = new Banner(actions.retry());
        past = new PastBar(actions.live());
        sidebar = new Sidebar(items, actions.open());
        wallTitle.getStyleClass().add("page-title");
        wallClock.getStyleClass().add("wall-clock");
        wallClock.setId("wall-clock");
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        wallHead.getChildren().addAll(wallTitle, gap, wallClock);
        wallHead.getStyleClass().add("wall-head");
        frame.getStyleClass().add("shell");
        arrange();
        StackPane layers = new StackPane(frame, overlay, toasts);
        layers.widthProperty().addListener((property, before, now) -> sidebar.narrow(now.doubleValue() < NARROW));
        root = new ZoomPane(layers, appearance.zoom());
    }

    /// What the scene shows.
    public Parent root() {
        return root;
    }

    /// Shows a page, and marks it in the sidebar.
    public void show(String id, String title, Region page) {
        content.getChildren().setAll(page);
        sidebar.current(id);
        wallTitle.setText(profile.isEmpty() ? title : profile + " · " + title);
    }

    /// Fills the window with the page, its name and the time, or goes back to normal.
    public void wallboard(boolean on) {
        wallboard = on;
        if (on) {
            if (!frame.getStyleClass().contains("wallboard")) {
                frame.getStyleClass().add("wallboard");
            }
            // Nobody types at a wall: no cursor in sight.
            root.requestFocus();
        } else {
            frame.getStyleClass().remove("wallboard");
        }
        arrange();
    }

    private void arrange() {
        top.getChildren().remove(connection);
        wallHead.getChildren().remove(connection);
        if (wallboard) {
            wallHead.getChildren().add(wallHead.getChildren().size() - 1, connection);
            frame.setTop(new VBox(banner, past, wallHead));
            frame.setLeft(null);
            frame.setBottom(null);
        } else {
            top.getChildren().add(top.getChildren().size() - 1, connection);
            frame.setTop(new VBox(top, banner, past));
            frame.setLeft(sidebar);
            frame.setBottom(status);
        }
        frame.setCenter(content);
    }

    /// Shows the connection, in the chip and, when there is trouble, across the window.
    public void connection(ConnectionState state, Instant now) {
        connection.show(state, now);
        banner.show(state, now);
        boolean away = state instanceof ConnectionState.Stale || state instanceof ConnectionState.Offline;
        // What nobody confirms now is greyed; what this console probes itself is not, and the past needs nobody.
        boolean greyed = away && !state.direct() && !past.isVisible();
        String look = past.isVisible() ? "then" : greyed ? "away" : "now";
        content.getStyleClass().setAll(List.of("content", look));
    }

    /// Says which moment of the past is shown; empty while it is now.
    public void past(Optional<String> banner) {
        past.show(banner);
    }

    /// Shows whose server this is.
    public void profile(String name, boolean isProtected) {
        profile = name;
        top.profile(name, isProtected);
    }

    /// Shows who is logged in.
    public void user(String name) {
        top.user(name);
    }

    /// Shows how many rows a view has.
    public void count(String id, String text) {
        sidebar.count(id, text);
    }

    /// Says which keys work.
    public void hints(String text) {
        status.hints(text);
    }

    /// Says what is known altogether.
    public void counts(String text) {
        status.counts(text);
    }

    /// Shows the time.
    public void clock(String text, String wall) {
        status.clock(text);
        wallClock.setText(wall);
    }

    /// Says something short.
    public void say(String text) {
        toasts.say(text);
    }

    /// Opens the palette with a line begun.
    public void openPalette(String text) {
        CommandPalette palette = new CommandPalette(keymap, profiles, line -> {
            overlay.close();
            actions.run().accept(line);
        });
        overlay.open(palette, palette.open(text));
    }

    /// Opens a popover of the owner's.
    ///
    /// @param focus where the keyboard is wanted
    /// @param closed is called when it is gone
    public void openPopover(Region popover, Region focus, Runnable closed) {
        overlay.open(popover, focus);
        overlay.whenClosed(closed);
    }

    /// Opens the sheet of keys.
    public void openHelp() {
        KeySheet sheet = new KeySheet(keymap);
        overlay.open(sheet, sheet);
    }

    /// Whether a popover has the keyboard.
    public boolean overlaid() {
        return overlay.isOpen();
    }

    /// Closes a popover; `false` when there was none.
    public boolean closeOverlay() {
        boolean open = overlay.isOpen();
        if (open) {
            overlay.close();
        }
        return open;
    }

    /// The name of a view for its title, from the message bundle.
    public static String title(String id) {
        return Texts.of("nav." + id);
    }
}
