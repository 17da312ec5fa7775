package io.dotmac.gui.shell;

import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;

/// One popover over a veil; Escape or a click beside it closes, and the focus goes back to where it was.
final class Overlay extends StackPane {
    private Optional<Node> focusBefore = Optional.empty();
    private Runnable closed = () -> {};

    Overlay() {
        getStyleClass().add("veil");
        setVisible(false);
        setOnMousePressed(event -> {
            if (event.getTarget() == this) {
                close();
            }
        });
        addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ESCAPE) {
                event.consume();
                close();
            }
        });
    }

    /// Shows `popover` and gives `focus` the focus.
    void open(Region popover, Node focus) {
        if (!isVisible()) {
            focusBefore = Optional.ofNullable(getScene()).map(Scene::getFocusOwner);
        }
        left();
        getChildren().setAll(popover);
        setVisible(true);
        focus.requestFocus();
    }

    /// Calls `then` when what is shown now is gone.
    void whenClosed(Runnable then) {
        closed = then;
    }

    private void left() {
        Runnable then = closed;
        closed = () -> {};
        then.run();
    }

    /// Whether something is shown.
    boolean isOpen() {
        return isVisible();
    }

    /// Hides what is shown.
    void close() {
        setVisible(false);
        getChildren().clear();
        left();
        focusBefore.ifPresent(Node::requestFocus);
        focusBefore = Optional.empty();
    }
}
