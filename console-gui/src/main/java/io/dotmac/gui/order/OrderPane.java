package io.dotmac.gui.order;

import io.dotmac.console.Subscription;
import io.dotmac.console.Tasks;
import io.dotmac.console.order.OrderViewModel;
import io.dotmac.console.text.Units;
import io.dotmac.gui.fx.Repaint;
import io.dotmac.gui.text.Texts;
import io.dotmac.model.order.Order;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.ToggleButton;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCombination;
import javafx.scene.input.KeyEvent;
import javafx.scene.input.ScrollEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/// An order and what it brings. A log is followed at its end until the operator scrolls or turns it off.
public final class OrderPane extends VBox {
    private static final KeyCombination COPY = KeyCombination.valueOf("shortcut+C");

    private final OrderViewModel order;
    private final Label state = new Label();
    private final ListView<String> lines = new ListView<>();
    private final ToggleButton follow = new ToggleButton(Texts.of("order.follow"));
    private final Subscription drawing;

    /// @param order given; withdrawn by [#leave()]
    /// @param tasks where waiting is done
    public OrderPane(OrderViewModel order, Tasks tasks) {
        this.order = order;
        setId("order");
        getStyleClass().addAll("popover", "order");
        setMaxSize(USE_PREF_SIZE, USE_PREF_SIZE);
        setPrefSize(860, 520);
        Label title = new Label(order.errand().title());
        title.getStyleClass().add("title");
        title.setId("order-title");
        Region gap = new Region();
        HBox.setHgrow(gap, Priority.ALWAYS);
        Label keys = new Label(Texts.of("order.keys"));
        keys.getStyleClass().add("keys");
        boolean log = order.errand().order() instanceof Order.Logs;
        follow.setSelected(log);
        follow.setVisible(log);
        follow.setManaged(log);
        HBox head = new HBox(8, title, gap, follow, keys);
        head.getStyleClass().add("card-head");
        state.setId("order-state");
        state.getStyleClass().add("muted");
        lines.setId("order-lines");
        lines.getStyleClass().add("mono");
        lines.setFixedCellSize(20);
        lines.setPlaceholder(new Label(""));
        lines.setAccessibleText(Texts.of("order.lines"));
        lines.addEventFilter(ScrollEvent.SCROLL, event -> follow.setSelected(false));
        lines.addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            if (COPY.match(event)) {
                copy();
                event.consume();
            }
        });
        VBox.setVgrow(lines, Priority.ALWAYS);
        getChildren().addAll(head, state, lines);
        drawing = Repaint.of(order.state(), tasks, this::draw);
    }

    /// Where the keyboard is wanted.
    public Region focus() {
        return lines;
    }

    /// Stops following, and withdraws the order unless it has ended.
    public void leave() {
        drawing.close();
        order.close();
    }

    private void draw(OrderViewModel.State now) {
        String dropped = now.dropped() > 0 ? "  ·  " + Texts.of("order.dropped", Units.count(now.dropped())) : "";
        state.setText(now.text() + dropped);
        state.getStyleClass().remove("error");
        switch (now.state()) {
            case FAILED, TIMED_OUT, REFUSED -> state.getStyleClass().add("error");
            case SENT, ACCEPTED, DONE, CANCELLED -> {}
        }
        if (!lines.getItems().equals(now.lines())) {
            lines.getItems().setAll(now.lines());
        }
        if (follow.isSelected() && !now.lines().isEmpty()) {
            lines.scrollTo(now.lines().size() - 1);
        }
    }

    private void copy() {
        ClipboardContent content = new ClipboardContent();
        content.putString(String.join("\n", order.state().get().lines()));
        Clipboard.getSystemClipboard().setContent(content);
    }
}
