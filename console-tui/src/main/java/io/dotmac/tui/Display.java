package io.dotmac.tui;

import com.googlecode.lanterna.TerminalSize;
import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.input.KeyType;
import com.googlecode.lanterna.screen.TerminalScreen;
import com.googlecode.lanterna.terminal.Terminal;
import io.dotmac.tui.kit.Content;
import io.dotmac.tui.kit.Frame;
import io.dotmac.tui.kit.Painter;
import io.dotmac.tui.terminal.TtyTerminal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The loop between a terminal and what is shown on it: keys go in at once, frames come out, at most ten a second.
///
/// One thread paints and handles keys, so screens need no locks. A key is answered by a frame straight away; changes of
/// data wait for the next turn; every second things are looked at again, since ages grow. Equal frames cost nothing.
final class Display implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Display.class.getName());
    private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long KEY_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    /// A key that is held down must not pile up behind a slow line.
    private static final int MOST_KEYS = 256;

    private final Terminal terminal;
    private final TerminalScreen screen;
    private final Painter painter;
    private final Content content;
    private final long turnNanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition woken = lock.newCondition();
    private final Queue<KeyStroke> keys = new ArrayDeque<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private boolean changed = true;
    private boolean ending;
    private String lastFailure = "";

    /// @param terminal not yet in private mode
    /// @param content to show
    /// @param turn least time between two frames that no key asked for
    Display(Terminal terminal, Content content, Duration turn) throws IOException {
        this.terminal = terminal;
        this.content = content;
        this.turnNanos = turn.toNanos();
        screen = new TerminalScreen(terminal);
        painter = new Painter(screen);
    }

    /// Starts to show.
    void start() throws IOException {
        screen.startScreen();
        terminal.addResizeListener((where, size) -> changed());
        Thread.ofPlatform().daemon().name("tui-keys").start(this::readKeys);
        Thread.ofPlatform().daemon().name("tui-display").start(this::run);
    }

    /// Says that there is something new to paint; from any thread.
    void changed() {
        lock.lock();
        try {
            changed = true;
            woken.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits until the operator is done, or the terminal is gone.
    void awaitEnd() throws InterruptedException {
        ended.await();
    }

    @Override
    public void close() {
        lock.lock();
        try {
            ending = true;
            woken.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            loop();
            screen.stopScreen(false);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.INFO, "terminal is gone", e);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "display failed", e);
        } finally {
            ended.countDown();
        }
    }

    private void loop() throws IOException {
        long lastFrame = System.nanoTime() - turnNanos;
        while (!content.done()) {
            KeyStroke key = next(lastFrame);
            if (ending) {
                return;
            }
            while (key != null) {
                if (key.getKeyType() == KeyType.EOF) {
                    return;
                }
                take(key);
                key = poll();
            }
            paint();
            lastFrame = System.nanoTime();
        }
    }

    private void paint() throws IOException {
        if (screen.doResizeIfNecessary() != null) {
            painter.forget();
        }
        TerminalSize size = screen.getTerminalSize();
        Frame frame = new Frame(Math.max(1, size.getColumns()), Math.max(1, size.getRows()));
        try {
            content.paint(frame);
        } catch (RuntimeException e) {
            failed("paint", e);
        }
        painter.paint(frame);
    }

    private void take(KeyStroke key) {
        try {
            content.key(key);
        } catch (RuntimeException e) {
            failed("key", e);
        }
    }

    /// One broken screen must not take the others away; the same failure is logged once, not with each frame.
    private void failed(String what, RuntimeException failure) {
        if (!lastFailure.equals(failure.toString())) {
            lastFailure = failure.toString();
            LOG.log(System.Logger.Level.ERROR, "screen failed what=" + what, failure);
        }
    }

    /// The next key, or null when it is time for a frame without one.
    private @Nullable KeyStroke next(long lastFrame) {
        lock.lock();
        try {
            while (keys.isEmpty() && !ending) {
                long since = System.nanoTime() - lastFrame;
                long wait = (changed ? turnNanos : LOOK_AGAIN_NANOS) - since;
                if (wait <= 0) {
                    changed = false;
                    return null;
                }
                woken.awaitNanos(wait);
            }
            return keys.poll();
        } catch (InterruptedException e) {
            ending = true;
            Thread.currentThread().interrupt();
            return null;
        } finally {
            lock.unlock();
        }
    }

    private @Nullable KeyStroke poll() {
        lock.lock();
        try {
            return keys.poll();
        } finally {
            lock.unlock();
        }
    }

    /// A terminal of one's own blocks until a key comes; others are asked again and again.
    private void readKeys() {
        try {
            while (ended.getCount() > 0) {
                KeyStroke key = terminal instanceof TtyTerminal ? terminal.readInput() : terminal.pollInput();
                if (key == null) {
                    LockSupport.parkNanos(KEY_POLL_NANOS);
                    continue;
                }
                pressed(key);
                if (key.getKeyType() == KeyType.EOF) {
                    return;
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.INFO, "keyboard is gone", e);
            pressed(new KeyStroke(KeyType.EOF));
        }
    }

    private void pressed(KeyStroke key) {
        lock.lock();
        try {
            if (keys.size() < MOST_KEYS || key.getKeyType() == KeyType.EOF) {
                keys.add(key);
            }
            woken.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
