package io.dotmac.gui.order;

import io.dotmac.console.Subscription;
import io.dotmac.console.Tasks;
import io.dotmac.console.quiet.QuietForm;
import io.dotmac.console.quiet.QuietForm.Field;
import io.dotmac.gui.fx.Repaint;
import io.dotmac.gui.text.Texts;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javafx.scene.control.Button;
import javafx.scene.control.Control;
import javafx.scene.control.Label;
import javafx.scene.control.RadioButton;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleGroup;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/// The dialog of a silence, or of work on a node: what it covers, how long, why, and what that would hide.
public final class QuietPane extends VBox {
    private static final double WIDTH = 640;
    private static final double LABELS = 90;

    private final QuietForm form;
    private final Runnable left;
    private final GridPane grid = new GridPane();
    private final List<RadioButton> covers = new ArrayList<>();
    private final Map<Field, TextField> fields = new EnumMap<>(Field.class);
    private final Map<Field, Label> wrongs = new EnumMap<>(Field.class);
    private final Label ends = new Label();
    private final Label hides = new Label();
    private final Label problem = complaint("quiet-problem");
    private final Button send = new Button();
    private final Subscription drawing;
    private int row;

    /// @param form filled in
    /// @param tasks where waiting is done
    /// @param left takes the dialog away
    public QuietPane(QuietForm form, Tasks tasks, Runnable left) {
        this.form = form;
        this.left = left;
        setId("quiet");
        getStyleClass().addAll("popover", "confirm", "form");
        setMaxSize(WIDTH, USE_PREF_SIZE);
        setPrefWidth(WIDTH);
        setSpacing(10);
        String kind = form.kind().name().toLowerCase(Locale.ROOT);
        Label title = new Label(Texts.of("quiet." + kind));
        title.getStyleClass().add("title");
        grid.setHgap(12);
        grid.setVgap(6);
        ColumnConstraints values = new ColumnConstraints();
        values.setHgrow(Priority.ALWAYS);
        grid.getColumnConstraints().addAll(new ColumnConstraints(LABELS), values);
        Label whose = new Label(form.whose());
        whose.setId("quiet-isp");
        whose.getStyleClass().add("strong");
        if (!form.whose().isEmpty()) {
            add(Texts.of("quiet.isp"), whose);
        }
        form.fields().forEach(this::addField);
        hides.setWrapText(true);
        hides.setId("quiet-hides");
        ends.setId("quiet-ends");
        add(Texts.of("quiet.ends"), ends);
        add(Texts.of("quiet.hides"), hides);
        send.setText(Texts.of("quiet.do." + kind));
        send.setId("quiet-send");
        send.getStyleClass().add("danger");
        send.setOnAction(event -> form.send());
        entersWith(send, form::send);
        Button leave = new Button(Texts.of("order.leave"));
        leave.setId("quiet-leave");
        leave.setOnAction(event -> left.run());
        HBox buttons = new HBox(8, send, leave);
        buttons.getStyleClass().add("row-face");
        getChildren().addAll(title, grid, problem, buttons);
        drawing = Repaint.of(form.state(), tasks, this::draw);
    }

    /// Where the keyboard is wanted.
    public Control focus() {
        return covers.getFirst();
    }

    /// Stops following the form, which is left without effect.
    public void leave() {
        drawing.close();
    }

    private void addField(Field field) {
        String name = Texts.of("quiet." + field.name().toLowerCase(Locale.ROOT));
        if (field == Field.COVERS) {
            VBox choices = new VBox(4);
            ToggleGroup group = new ToggleGroup();
            for (int i = 0; i < form.covers().size(); i++) {
                int index = i;
                RadioButton choice = new RadioButton(form.covers().get(i).title());
                choice.setId("quiet-cover-" + i);
                choice.setToggleGroup(group);
                choice.setSelected(i == 0);
                choice.setOnAction(event -> form.cover(index));
                choice.selectedProperty().addListener((property, before, on) -> {
                    if (on) {
                        form.cover(index);
                    }
                });
                covers.add(choice);
                choices.getChildren().add(choice);
            }
            add(name, choices);
        } else {
            add(name, typed(field, name));
        }
        Label wrong = complaint("quiet-" + field.name().toLowerCase(Locale.ROOT) + "-error");
        wrongs.put(field, wrong);
        grid.add(wrong, 1, row++);
    }

    private HBox typed(Field field, String name) {
        TextField text = new TextField(form.text(field));
        text.setId("quiet-" + field.name().toLowerCase(Locale.ROOT));
        text.setAccessibleText(name);
        text.textProperty().addListener((property, before, now) -> form.type(field, now));
        entersWith(text, form::send);
        fields.put(field, text);
        HBox box = new HBox(6, text);
        box.getStyleClass().add("row-face");
        List<String> offers = QuietForm.offers(field);
        if (offers.isEmpty()) {
            HBox.setHgrow(text, Priority.ALWAYS);
        }
        for (String offer : offers) {
            Button button = new Button(offer);
            button.setId("quiet-" + offer.replaceAll("[^a-z0-9]", ""));
            button.setOnAction(event -> text.setText(offer));
            entersWith(button, button::fire);
            box.getChildren().add(button);
        }
        return box;
    }

    private void add(String name, javafx.scene.Node value) {
        Label label = new Label(name);
        label.getStyleClass().add("muted");
        GridPane.setValignment(label, javafx.geometry.VPos.TOP);
        grid.add(label, 0, row);
        grid.add(value, 1, row++);
    }

    private void draw(QuietForm.State state) {
        if (state.done()) {
            left.run();
            return;
        }
        covers.get(state.covers()).setSelected(true);
        wrongs.forEach((field, label) -> {
            show(label, state.wrong(field));
            Optional.ofNullable(fields.get(field)).ifPresent(text -> {
                text.getStyleClass().remove("wrong");
                if (!state.wrong(field).isEmpty()) {
                    text.getStyleClass().add("wrong");
                }
            });
        });
        String when = form.ends();
        ends.setText(when.isEmpty() ? Texts.of("quiet.ends.unknown") : when);
        hides.setText(String.join("\n", state.hides()));
        show(problem, state.problem());
        send.setDisable(state.sending());
    }

    private static void show(Label label, String text) {
        label.setText(text);
        label.setVisible(!text.isEmpty());
        label.setManaged(!text.isEmpty());
    }

    private static Label complaint(String id) {
        Label label = new Label();
        label.setId(id);
        label.getStyleClass().addAll("error", "small");
        label.setWrapText(true);
        return label;
    }

    private static void entersWith(Control control, Runnable action) {
        control.addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ENTER) {
                event.consume();
                action.run();
            }
        });
    }
}
