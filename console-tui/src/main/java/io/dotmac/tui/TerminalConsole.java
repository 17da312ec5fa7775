package io.dotmac.tui;

import com.googlecode.lanterna.terminal.Terminal;
import io.dotmac.console.Tasks;
import io.dotmac.console.view.ConsoleModel;
import io.dotmac.tui.view.Shell;
import io.dotmac.tui.view.ShellOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/// The terminal console on any terminal: a real one, or a virtual one whose cells a test reads.
///
/// It draws `model` but owns neither it nor the terminal; whoever made them closes them after this.
public final class TerminalConsole implements AutoCloseable {
    /// Ten frames a second.
    public static final Duration USUAL_TURN = Duration.ofMillis(100);
    /// For lines that are slow or paid for by the byte.
    public static final Duration SLOW_TURN = Duration.ofSeconds(1);

    private final Shell shell;
    private final Display display;

    /// @param terminal not yet in private mode
    /// @param model to show; start it before or after
    /// @param tasks that the model runs on
    /// @param options of the terminal and the operator
    /// @param turn least time between two frames that no key asked for
    public TerminalConsole(Terminal terminal, ConsoleModel model, Tasks tasks, ShellOptions options, Duration turn)
            throws IOException {
        Wake wake = new Wake();
        shell = new Shell(model, options, tasks, wake);
        display = new Display(terminal, shell, turn);
        wake.display = Optional.of(display);
    }

    /// Starts to show; returns at once.
    public void start() throws IOException {
        display.start();
    }

    /// Waits until the operator leaves, or the terminal is gone; answers the profile to go on with, if any.
    public Optional<String> awaitEnd() throws InterruptedException {
        display.awaitEnd();
        return shell.nextProfile();
    }

    @Override
    public void close() {
        display.close();
        shell.close();
    }

    /// Ties the shell to the display that is made after it.
    private static final class Wake implements Runnable {
        private volatile Optional<Display> display = Optional.empty();

        @Override
        public void run() {
            display.ifPresent(Display::changed);
        }
    }
}
