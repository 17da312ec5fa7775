package io.dotmac.packaging.headless;

import io.dotmac.gui.DesktopConsole;
import io.dotmac.gui.DesktopOptions;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.Labeled;
import javafx.stage.Stage;

/// The desktop console on JavaFX's headless platform.
public final class HeadlessDesktop implements AutoCloseable {
    private static final AtomicBoolean TOOLKIT = new AtomicBoolean();

    private final Stage stage;
    private final DesktopConsole console;

    private HeadlessDesktop(Stage stage, DesktopConsole console) {
        this.stage = stage;
        this.console = console;
    }

    /// Starts it on the overview, 1440x900.
    public static HeadlessDesktop start(Attachment attachment) throws InterruptedException {
        startToolkit();
        return onFx(() -> {
            Stage stage = new Stage();
            return new HeadlessDesktop(stage, new DesktopConsole(stage, attachment.model(), DesktopOptions.defaults()));
        });
    }

    private static void startToolkit() throws InterruptedException {
        if (!TOOLKIT.compareAndSet(false, true)) {
            return;
        }
        System.setProperty("glass.platform", "Headless");
        System.setProperty("prism.order", "sw");
        CountDownLatch started = new CountDownLatch(1);
        Platform.setImplicitExit(false);
        Platform.startup(started::countDown);
        started.await();
    }

    /// What a control says: its text, or an empty one where it is not on the window.
    ///
    /// @param id of the control, for example `matrix-cell-lag-app-1-redis`
    public String text(String id) {
        return onFx(() -> find(id).filter(Labeled.class::isInstance)
                .map(node -> ((Labeled) node).getText())
                .orElse(""));
    }

    /// What a screen reader would say of a control.
    public String spoken(String id) {
        return onFx(() -> find(id).map(Node::getAccessibleText).orElse(""));
    }

    private Optional<Node> find(String id) {
        return Optional.ofNullable(stage.getScene().lookup("#" + id));
    }

    private static <T> T onFx(Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Platform.runLater(() -> {
            try {
                result.complete(work.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        return result.join();
    }

    @Override
    public void close() {
        onFx(() -> {
            console.close();
            stage.close();
            return true;
        });
    }
}
