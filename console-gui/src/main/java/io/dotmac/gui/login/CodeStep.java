package io.dotmac.gui.login;

import io.dotmac.console.profile.LogInResult;
import io.dotmac.console.profile.Profile;
import io.dotmac.gui.text.Texts;
import java.util.Optional;
import javafx.application.Platform;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.VBox;

/// The second step of a log-in: the code of the authenticator, or a recovery code. Hidden until it is asked for.
final class CodeStep extends VBox {
    private final TextField code = LogInView.field("login-code");
    private final Button back = new Button(Texts.of("login.code-back"));
    private Optional<Asked> asked = Optional.empty();

    /// Whose code is asked for.
    ///
    /// @param profile that is logged in to
    /// @param first step that was done
    record Asked(Profile profile, LogInResult.CodeNeeded first) {}

    CodeStep() {
        Label what = new Label(Texts.of("login.code-what"));
        what.setWrapText(true);
        back.setId("login-back");
        back.getStyleClass().add("quiet");
        back.setCancelButton(true);
        getStyleClass().add("login-step");
        getChildren().addAll(what, LogInView.labelled("login.code", code), back);
        show(false);
    }

    void onBack(Runnable action) {
        back.setOnAction(event -> {
            asked = Optional.empty();
            show(false);
            action.run();
        });
    }

    void ask(Profile profile, LogInResult.CodeNeeded first) {
        asked = Optional.of(new Asked(profile, first));
        show(true);
        again();
    }

    /// Empties the field for another try.
    void again() {
        code.clear();
        Platform.runLater(code::requestFocus);
    }

    Optional<Asked> asked() {
        return asked;
    }

    String typed() {
        return code.getText().strip();
    }

    private void show(boolean shown) {
        setVisible(shown);
        setManaged(shown);
    }
}
