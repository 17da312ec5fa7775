package io.dotmac.tui.view;

import com.googlecode.lanterna.input.KeyStroke;
import io.dotmac.console.Observable;
import io.dotmac.console.Tasks;
import io.dotmac.console.Value;
import io.dotmac.console.profile.LogInResult;
import io.dotmac.console.text.Clean;
import io.dotmac.model.fleet.Severity;
import io.dotmac.tui.kit.Form;
import io.dotmac.tui.kit.Line;
import io.dotmac.tui.kit.Pane;
import java.util.List;
import java.util.Optional;

/// Asks for e-mail and password, and for the code of the second factor where the server wants it. What is typed as
/// password is never shown, nor kept after it was sent.
final class LogInWindow implements Window {
    private static final int WIDTH = 56;
    private static final int PASSWORD = 1;

    private final Desk desk;
    private final Tasks tasks;
    private final Form form;
    private final Form codeForm = new Form().with("Code", false, "");
    private final Value<Attempt> attempt = new Value<>(Attempt.FIRST);
    private boolean left;

    /// @param first step that was done, where the second is under way
    private record Attempt(boolean going, String message, Optional<LogInResult.CodeNeeded> first) {
        static final Attempt FIRST = new Attempt(false, "", Optional.empty());

        Attempt told(String text) {
            return new Attempt(false, text, first);
        }

        Attempt sent() {
            return new Attempt(true, "", first);
        }
    }

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
        Attempt now = attempt.get();
        if (now.first().isPresent()) {
            body.put(x, y + 2, "Six digits of your authenticator, or a recovery code.", skin.muted());
            codeForm.paint(body, x, y + 4, width, skin.muted(), skin.text());
            body.put(x, y + 8, "Enter sends it, Esc goes back to the password.", skin.muted());
        } else {
            form.paint(body, x, y + 2, width, skin.muted(), skin.text());
        }
        if (now.going()) {
            body.put(x, y + 6, "logging in", skin.muted());
        } else if (!now.message().isEmpty()) {
            body.put(x, y + 6, now.message(), skin.severity(Severity.MAJOR));
        }
    }

    @Override
    public boolean typing() {
        return true;
    }

    @Override
    public boolean key(KeyStroke key) {
        boolean second = attempt.get().first().isPresent();
        switch ((second ? codeForm : form).key(key)) {
            case SENT -> send();
            case LEFT -> leave(second);
            case EDITED -> {}
        }
        return true;
    }

    @Override
    public List<Observable<?>> sources() {
        return List.of(attempt);
    }

    private void send() {
        if (attempt.get().going()) {
            return;
        }
        if (attempt.get().first().isPresent()) {
            sendCode(attempt.get().first().get());
            return;
        }
        String email = form.text(0).strip();
        String password = form.text(PASSWORD);
        form.clear(PASSWORD);
        if (email.isEmpty() || password.isEmpty()) {
            attempt.set(attempt.get().told("fill in both"));
            return;
        }
        attempt.set(attempt.get().sent());
        tasks.run(() -> done(desk.model().session().logIn(email, password)));
    }

    private void sendCode(LogInResult.CodeNeeded first) {
        String code = codeForm.text(0).strip();
        codeForm.clear(0);
        if (code.isEmpty()) {
            attempt.set(attempt.get().told("type the code"));
            return;
        }
        attempt.set(attempt.get().sent());
        tasks.run(() -> done(desk.model().session().logIn(first, code)));
    }

    /// From the code one goes back to the password, from there away.
    private void leave(boolean second) {
        if (second) {
            codeForm.clear(0);
            attempt.set(Attempt.FIRST);
        } else {
            left = true;
        }
    }

    private void done(LogInResult result) {
        attempt.set(
                switch (result) {
                    case LogInResult.LoggedIn _ -> Attempt.FIRST;
                    case LogInResult.CodeNeeded first -> new Attempt(false, "", Optional.of(first));
                    case LogInResult.Refused(String message) -> attempt.get().told(Clean.line(message));
                    case LogInResult.Unreachable(String message) ->
                        attempt.get().told(Clean.line(message));
                });
    }
}
