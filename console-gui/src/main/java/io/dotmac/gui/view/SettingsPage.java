package io.dotmac.gui.view;

import io.dotmac.console.command.Command;
import io.dotmac.gui.control.Card;
import io.dotmac.gui.text.Texts;
import io.dotmac.gui.theme.Appearance;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.RadioButton;
import javafx.scene.control.Slider;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/// Appearance, zoom, and the log-in.
public final class SettingsPage implements Page {
    private final VBox page;
    private final ToggleGroup modes = new ToggleGroup();

    /// @param desk to work with
    /// @param logOut ends the session on this machine and on the server
    public SettingsPage(Desk desk, Runnable logOut) {
        VBox look = new VBox(14, row("settings.theme", themes(desk.appearance())), zoom(desk.appearance()));
        look.getStyleClass().add("settings");
        Button leave = new Button(Texts.of("settings.log-out"));
        leave.getStyleClass().add("quiet");
        leave.setId("settings-log-out");
        leave.setOnAction(event -> logOut.run());
        VBox server = new VBox(
                14,
                row("settings.profile", new Label(desk.model().profile().name())),
                row("settings.server", mono(desk.model().profile().url().toString())),
                row(
                        "settings.direct",
                        mono(desk.model()
                                .profile()
                                .agentConfig()
                                .map(Object::toString)
                                .orElse(Texts.of("settings.direct.none")))),
                row("settings.session", leave));
        server.getStyleClass().add("settings");
        Card lookCard = new Card(Texts.of("settings.look"), look);
        Card serverCard = new Card(Texts.of("settings.connection"), server);
        lookCard.setMaxWidth(720);
        serverCard.setMaxWidth(720);
        page = new VBox(lookCard, serverCard);
        page.getStyleClass().add("page");
        page.setId("page-settings");
    }

    private Node themes(Appearance appearance) {
        HBox choices = new HBox(16);
        choices.getStyleClass().add("row-face");
        for (Appearance.Mode mode : Appearance.Mode.values()) {
            RadioButton choice = new RadioButton(Texts.of("settings.theme." + mode));
            choice.setId("theme-" + mode);
            choice.setToggleGroup(modes);
            choice.setSelected(appearance.mode().get() == mode);
            choice.setOnAction(event -> appearance.mode().set(mode));
            appearance.mode().addListener((property, before, now) -> choice.setSelected(now == mode));
            choices.getChildren().add(choice);
        }
        return choices;
    }

    private static Node zoom(Appearance appearance) {
        Slider slider = new Slider(
                Appearance.MIN_ZOOM, Appearance.MAX_ZOOM, appearance.zoom().get());
        slider.setId("zoom");
        slider.setBlockIncrement(0.1);
        slider.setMajorTickUnit(0.2);
        slider.setMinorTickCount(1);
        slider.setSnapToTicks(true);
        slider.setPrefWidth(260);
        slider.setAccessibleText(Texts.of("settings.zoom"));
        Label percent = new Label();
        percent.setId("zoom-percent");
        Runnable say = () -> percent.setText(
                Texts.of("settings.percent", Math.round(appearance.zoom().get() * 100)));
        say.run();
        appearance.zoom().addListener((property, before, now) -> {
            slider.setValue(now.doubleValue());
            say.run();
        });
        // Zooming while the knob is held would move it away from under the pointer.
        slider.valueChangingProperty().addListener((property, before, moving) -> {
            if (!moving) {
                appearance.zoom().set(slider.getValue());
            }
        });
        slider.valueProperty().addListener((property, before, now) -> {
            if (!slider.isValueChanging()) {
                appearance.zoom().set(Math.round(now.doubleValue() * 10) / 10.0);
            }
        });
        HBox box = new HBox(12, slider, percent);
        box.getStyleClass().add("row-face");
        return row("settings.zoom", box);
    }

    private static Label mono(String text) {
        Label label = new Label(text);
        label.getStyleClass().add("mono");
        return label;
    }

    private static HBox row(String text, Node control) {
        Label label = new Label(Texts.of(text));
        label.getStyleClass().add("muted");
        label.setMinWidth(140);
        label.setLabelFor(control);
        HBox row = new HBox(12, label, control);
        row.getStyleClass().add("settings-row");
        return row;
    }

    @Override
    public Region node() {
        return page;
    }

    @Override
    public void appear() {
        focus();
    }

    @Override
    public void vanish() {
        // Nothing is followed.
    }

    @Override
    public void focus() {
        modes.getToggles().stream()
                .filter(toggle -> toggle.isSelected())
                .map(RadioButton.class::cast)
                .findFirst()
                .ifPresent(Node::requestFocus);
    }

    @Override
    public boolean run(Command command, String argument) {
        return false;
    }
}
