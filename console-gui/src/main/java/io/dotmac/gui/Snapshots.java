package io.dotmac.gui;

import io.dotmac.console.Tasks;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.IntConsumer;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.Labeled;
import javafx.stage.Stage;

/// Waits until the window shows data, takes one picture of it and ends.
final class Snapshots {
    private static final System.Logger LOG = System.getLogger(Snapshots.class.getName());
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final Duration SETTLE = Duration.ofMillis(2500);
    private static final int MOST_LOOKS = 150;

    private final Stage stage;
    private final Tasks tasks;
    private final Path file;
    private final IntConsumer exit;

    Snapshots(Stage stage, Tasks tasks, Path file, IntConsumer exit) {
        this.stage = stage;
        this.tasks = tasks;
        this.file = file;
        this.exit = exit;
    }

    /// Begins to look; ends with 0 once the picture is written, with 1 when no data comes for half a minute.
    void begin() {
        look(0);
    }

    private void look(int looks) {
        tasks.after(
                LOOK_EVERY,
                () -> Platform.runLater(() -> {
                    if (settled()) {
                        tasks.after(SETTLE, () -> Platform.runLater(this::take));
                    } else if (looks < MOST_LOOKS) {
                        look(looks + 1);
                    } else {
                        LOG.log(System.Logger.Level.ERROR, "no data to take a picture of file=" + file);
                        exit.accept(1);
                    }
                }));
    }

    /// Whether the number of nodes stands in the sidebar, or the log-in waits for somebody.
    private boolean settled() {
        if (stage.getScene() == null) {
            return false;
        }
        Node count = stage.getScene().lookup("#nav-nodes-count");
        boolean data = count instanceof Labeled label
                && !label.getText().isEmpty()
                && !label.getText().equals("0");
        return data || stage.getScene().lookup("#login") != null;
    }

    private void take() {
        BufferedImage picture = Photographer.take(stage.getScene());
        tasks.run(() -> {
            try {
                Photographer.write(picture, file);
                exit.accept(0);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.ERROR, "picture not written file=" + file, e);
                exit.accept(1);
            }
        });
    }
}
