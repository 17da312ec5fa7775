package io.dotmac.tui.view;

import com.googlecode.lanterna.input.KeyStroke;
import io.dotmac.console.Observable;
import io.dotmac.console.Tasks;
import io.dotmac.console.Value;
import io.dotmac.console.command.Command;
import io.dotmac.console.profile.LogInResult;
import io.dotmac.model.fleet.Severity;
import io.dotmac.tui.kit.Form;
import io.dotmac.tui.kit.Line;
import io.dotmac.tui.kit.Pane;
import java.util.List;

/// Asks for e-mail and password. What is typed as password is never shown, nor kept after it was sent.
final class LogInWindow implements Window {
    private static final int WIDTH = 56;
    private static final int PASSWORD = 1;

    private final Desk desk;
    private final Tasks tasks;
    private final Form form;
    private final Value<Attempt> attempt = new Value<>(new Attempt(false, ""));
    private boolean left;

    private record Attempt(boolean going, String message) {}

    /// @param desk around
    /// @param tasks where the server is asked
    LogInWindow(Desk desk, Tasks tasks) {
        this.desk = desk;
        this.tasks = tasks;
        this.form =
                new Form().with("E-mail", false, desk.model().profile().email()).with("Password", true, "");
    }

    /// Whether the operator gave up.
    boolean left() {
        return left;
    }

    @Override
    public Line title() {
        return Line.of("Log in", desk.skin().strong());
    }

    @Override
    public Line status() {
        return Line.of(desk.model().profile().url().toString(), desk.skin().muted());
    }

    @Override
    public void paint(Pane body) {
        Skin skin = desk.skin();
        int width = Math.min(WIDTH, body.width() - 4);
        int x = (body.width() - width) / 2;
        int y = Math.max(0, body.height() / 3 - 3);
        body.put(x, y, "Log in to " + desk.model().profile().name(), skin.strong());
        form.paint(body, x, y + 2, width, skin.muted(), skin.text());
        Attempt now = attempt.get();
        if (now.going()) {
            body.put(x, y + 6, "logging in", skin.muted());
        } else if (!now.message().isEmpty()) {
            body.put(x, y + 6, now.message(), skin.severity(Severity.MAJOR));
        }
    }

    @Override
    public boolean key(KeyStroke key) {
        switch (form.key(key)) {
            case SENT -> send();
            case LEFT -> left = true;
            case EDITED -> {}
        }
        return true;
    }

    @Override
    public boolean run(Command command, String argument) {
        return false;
    }

    @Override
    public List<Command> hints() {
        return List.of();
    }

    @Override
    public List<Observable<?>> sources() {
        return List.of(attempt);
    }

    private void send() {
        if (attempt.get().going()) {
            return;
        }
        String email = form.text(0).strip();
        String password = form.text(PASSWORD);
        form.clear(PASSWORD);
        if (email.isEmpty() || password.isEmpty()) {
            attempt.set(new Attempt(false, "fill in both"));
            return;
        }
        attempt.set(new Attempt(true, ""));
        tasks.run(() ->
                attempt.set(new Attempt(false, outcome(desk.model().session().logIn(email, password)))));
    }

    private static String outcome(LogInResult result) {
        return switch (result) {
            case LogInResult.LoggedIn _ -> "";
            case LogInResult.Refused(String message) -> io.dotmac.console.text.Clean.line(message);
            case LogInResult.Unreachable(String message) -> io.dotmac.console.text.Clean.line(message);
        };
    }
}
