package io.dotmac.gui.fx;

import io.dotmac.console.Observable;
import io.dotmac.console.Subscription;
import io.dotmac.console.Tasks;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javafx.application.Platform;

/// Draws what an [Observable] says: on the FX thread, the first change at once, then at most four times a second and
/// always the newest.
///
/// Listening starts at construction and ends with [#close]; drawing may also be asked for with [#soon].
public final class Repaint<T> implements Subscription {
    /// Least time between two drawings.
    public static final Duration PACE = Duration.ofMillis(250);

    private final Observable<T> source;
    private final Tasks tasks;
    private final Consumer<? super T> drawing;
    private final AtomicBoolean waiting = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicLong last = new AtomicLong(System.nanoTime() - PACE.toNanos());
    private final Subscription subscription;

    private Repaint(Observable<T> source, Tasks tasks, Consumer<? super T> drawing) {
        this.source = source;
        this.tasks = tasks;
        this.drawing = drawing;
        subscription = source.subscribe(value -> soon());
    }

    /// Draws the present value now, which must be the FX thread, and each later one in its time.
    public static <T> Repaint<T> of(Observable<T> source, Tasks tasks, Consumer<? super T> drawing) {
        Repaint<T> repaint = new Repaint<>(source, tasks, drawing);
        drawing.accept(source.get());
        return repaint;
    }

    /// Draws again as soon as the pace allows.
    public void soon() {
        if (!waiting.compareAndSet(false, true)) {
            return;
        }
        long rest = PACE.toNanos() - (System.nanoTime() - last.get());
        if (rest <= 0) {
            Platform.runLater(this::paint);
        } else {
            tasks.after(Duration.ofNanos(rest), () -> Platform.runLater(this::paint));
        }
    }

    private void paint() {
        waiting.set(false);
        if (closed.get()) {
            return;
        }
        last.set(System.nanoTime());
        drawing.accept(source.get());
    }

    @Override
    public void close() {
        closed.set(true);
        subscription.close();
    }
}
