package io.dotmac.gui.view;

import io.dotmac.console.Subscription;
import io.dotmac.console.command.Command;
import io.dotmac.console.command.Commands;
import io.dotmac.console.resource.Section;
import io.dotmac.console.view.HandoverViewModel;
import io.dotmac.gui.control.Card;
import io.dotmac.gui.fx.Repaint;
import io.dotmac.gui.table.Sections;
import io.dotmac.gui.text.Texts;
import java.util.List;
import java.util.function.Consumer;
import javafx.scene.control.Button;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextArea;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/// What the shift before left, a field for the notes of this one, and a button for each of writing and signing.
public final class HandoverPage implements Page {
    private static final double NOTES_HEIGHT = 96;

    private final Desk desk;
    private final HandoverViewModel model;
    private final VBox page;
    private final VBox sections = new VBox();
    private final TextArea notes = new TextArea();
    private final Button done = new Button(Texts.of("handover.write"));
    private final Button sign = new Button(Texts.of("handover.sign"));
    private final Card latest;
    private List<Section> shown = List.of();
    private Subscription drawing = () -> {};

    /// @param desk to work with
    /// @param write notes how it stands, with what was typed
    /// @param signing takes over, after a preview
    public HandoverPage(Desk desk, Consumer<String> write, Runnable signing) {
        this.desk = desk;
        model = desk.model().handover();
        sections.setId("handover-sections");
        ScrollPane scroll = new ScrollPane(sections);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        sign.setId("handover-sign");
        sign.setOnAction(event -> signing.run());
        latest = new Card(Texts.of("handover.latest"), scroll).tool(sign);
        latest.getStyleClass().add("handover");
        VBox.setVgrow(latest, Priority.ALWAYS);
        notes.setId("handover-notes");
        notes.setPromptText(Texts.of("handover.notes"));
        notes.setAccessibleText(Texts.of("handover.notes"));
        notes.setWrapText(true);
        notes.setPrefRowCount(4);
        notes.setMinHeight(NOTES_HEIGHT);
        done.setId("handover-write");
        done.getStyleClass().add("primary");
        done.setOnAction(event -> write.accept(notes.getText()));
        HBox row = new HBox(done);
        row.getStyleClass().add("row-face");
        VBox form = new VBox(10, notes, row);
        form.getStyleClass().add("settings");
        Card next = new Card(Texts.of("handover.next"), form);
        next.setMinHeight(Region.USE_PREF_SIZE);
        page = new VBox(latest, next);
        page.getStyleClass().add("page");
        page.setId("page-handover");
    }

    @Override
    public Region node() {
        return page;
    }

    @Override
    public void appear() {
        drawing.close();
        drawing = Repaint.of(model.state(), desk.tasks(), this::draw);
    }

    @Override
    public void vanish() {
        drawing.close();
    }

    @Override
    public void focus() {
        page.requestFocus();
    }

    @Override
    public boolean run(Command command, String argument) {
        if (!command.equals(Commands.REFRESH)) {
            return false;
        }
        model.load();
        return true;
    }

    @Override
    public void moved() {
        draw(model.state().get());
    }

    private void draw(HandoverViewModel.State state) {
        // Of the past nothing can be signed, and nothing noted.
        boolean past = desk.model().viewed().past().get().isPresent();
        sign.setDisable(past || model.preview().isEmpty());
        notes.setDisable(past);
        done.setDisable(past);
        // What is written need not stand in the field any more; what could not be written stays there.
        if (state.latest()
                .filter(made -> made.notes().equals(notes.getText().strip()))
                .isPresent()) {
            notes.clear();
        }
        latest.subtitle(state.latest().isPresent() ? state.problem() : "");
        List<Section> next = model.sections();
        if (!next.equals(shown)) {
            shown = next;
            sections.getChildren().setAll(Sections.of(next));
        }
    }
}
