package io.dotmac.gui.table;

import io.dotmac.console.resource.Section;
import io.dotmac.gui.control.Badge;
import io.dotmac.model.fleet.Severity;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;

/// Sections of names and values as nodes.
public final class Sections {
    private Sections() {}

    /// One node for each section.
    public static List<Node> of(List<Section> sections) {
        List<Node> parts = new ArrayList<>();
        for (Section section : sections) {
            Label caption = new Label(section.title());
            caption.getStyleClass().add("caption");
            VBox part = new VBox(caption);
            part.getStyleClass().add("section");
            section.fields().forEach(field -> part.getChildren().add(row(field)));
            parts.add(part);
        }
        return parts;
    }

    private static Node row(Section.Field field) {
        HBox row = new HBox(8);
        if (!field.name().isEmpty()) {
            Label name = new Label(field.name());
            name.getStyleClass().add("field-name");
            row.getChildren().add(name);
        }
        if (field.severity() != Severity.OK) {
            row.getChildren().add(new Badge(field.severity()));
        }
        Label value = new Label(field.value());
        value.getStyleClass().add("field-value");
        value.setWrapText(true);
        row.getChildren().add(value);
        row.setAccessibleText(field.name().isEmpty() ? field.value() : field.name() + ": " + field.value());
        return row;
    }
}
