package io.dotmac.gui;

import io.dotmac.console.Tasks;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import javafx.application.Platform;
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
    private final BooleanSupplier settled;
    private final IntConsumer exit;

    /// @param settled whether there is something to see, asked on the FX thread
    Snapshots(Stage stage, Tasks tasks, Path file, BooleanSupplier settled, IntConsumer exit) {
        this.stage = stage;
        this.tasks = tasks;
        this.file = file;
        this.settled = settled;
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
                    if (settled.getAsBoolean()) {
                        tasks.after(SETTLE, () -> Platform.runLater(this::take));
                    } else if (looks < MOST_LOOKS) {
                        look(looks + 1);
                    } else {
                        LOG.log(System.Logger.Level.ERROR, "no data to take a picture of file=" + file);
                        exit.accept(1);
                    }
                }));
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
