package io.dotmac.gui.login;

import io.dotmac.console.Tasks;
import io.dotmac.console.profile.LogInResult;
import io.dotmac.console.profile.Profile;
import io.dotmac.gui.fx.FxThread;
import io.dotmac.gui.text.Texts;
import java.util.Optional;
import java.util.function.Supplier;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.PasswordField;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import okhttp3.HttpUrl;

/// Server, e-mail, password, and then the code of the second factor where the server wants it; says in words what went
/// wrong, and keeps what was typed.
public final class LogInView extends StackPane {
    private final LogInDesk desk;
    private final Tasks tasks;
    private final ComboBox<Profile> profiles = new ComboBox<>();
    private final TextField url = field("login-url");
    private final TextField email = field("login-email");
    private final PasswordField password = new PasswordField();
    private final Button enter = new Button(Texts.of("login.enter"));
    private final Complaint complaint = new Complaint();
    private final VBox who = new VBox();
    private final CodeStep second = new CodeStep();

    /// @param desk lets in
    /// @param tasks where the waiting is done
    /// @param first profile to begin with, if any is asked for
    public LogInView(LogInDesk desk, Tasks tasks, Optional<Profile> first) {
        this.desk = desk;
        this.tasks = tasks;
        getStyleClass().add("login");
        setId("login");
        password.setId("login-password");
        enter.getStyleClass().addAll("primary");
        enter.setId("login-enter");
        enter.setDefaultButton(true);
        enter.setMaxWidth(Double.MAX_VALUE);
        enter.setOnAction(event -> second.asked().ifPresentOrElse(this::sendCode, this::logIn));
        second.onBack(this::askPassword);
        getChildren().add(card());
        profiles.getItems().setAll(desk.profiles());
        profiles.setConverter(new Names());
        profiles.setId("login-profile");
        profiles.setMaxWidth(Double.MAX_VALUE);
        profiles.valueProperty().addListener((property, before, now) -> fill(Optional.ofNullable(now)));
        first.or(() -> desk.profiles().stream().findFirst()).ifPresent(profiles::setValue);
    }

    /// Says why the operator is asked again.
    public void complain(String text) {
        complaint.say(text);
    }

    private Node card() {
        Label product = new Label(Texts.of("product"));
        product.getStyleClass().add("page-title");
        Label what = new Label(Texts.of("login.what"));
        what.getStyleClass().add("muted");
        if (!desk.profiles().isEmpty()) {
            who.getChildren().add(labelled("login.profile", profiles));
        }
        who.getStyleClass().add("login-step");
        who.getChildren()
                .addAll(
                        labelled("login.url", url),
                        labelled("login.email", email),
                        labelled("login.password", password));
        VBox card = new VBox(new VBox(2, product, what), who, second, complaint, enter);
        card.getStyleClass().addAll("card", "login-card");
        card.setMaxHeight(USE_PREF_SIZE);
        return card;
    }

    static TextField field(String id) {
        TextField field = new TextField();
        field.setId(id);
        return field;
    }

    static VBox labelled(String text, Node field) {
        Label label = new Label(Texts.of(text));
        label.getStyleClass().addAll("small", "muted");
        label.setLabelFor(field);
        VBox box = new VBox(label, field);
        box.getStyleClass().add("field");
        return box;
    }

    private void fill(Optional<Profile> profile) {
        profile.ifPresent(chosen -> {
            url.setText(chosen.url().toString());
            email.setText(chosen.email());
            Platform.runLater(chosen.email().isEmpty() ? email::requestFocus : password::requestFocus);
            tasks.run(() -> {
                if (desk.remembers(chosen)) {
                    Platform.runLater(() -> attempt(chosen, () -> desk.resume(chosen)));
                }
            });
        });
    }

    private void logIn() {
        Optional<Profile> profile = typed();
        if (profile.isEmpty()) {
            url.getStyleClass().add("wrong");
            complaint.say(Texts.of("login.bad-url", url.getText()));
            return;
        }
        url.getStyleClass().remove("wrong");
        if (email.getText().isBlank() || password.getText().isEmpty()) {
            complaint.say(Texts.of("login.incomplete"));
            return;
        }
        String secret = password.getText();
        attempt(profile.get(), () -> desk.logIn(profile.get(), email.getText().strip(), secret));
    }

    /// Goes on to the second step of a log-in whose password was right.
    public void askCode(Profile profile, LogInResult.CodeNeeded first) {
        complaint.hide();
        who.setVisible(false);
        who.setManaged(false);
        second.ask(profile, first);
    }

    private void askPassword() {
        complaint.hide();
        who.setVisible(true);
        who.setManaged(true);
        password.clear();
        password.requestFocus();
    }

    private void sendCode(CodeStep.Asked asked) {
        String code = second.typed();
        if (code.isBlank()) {
            complaint.say(Texts.of("login.code-missing"));
            return;
        }
        attempt(asked.profile(), () -> desk.logIn(asked.profile(), asked.first(), code));
    }

    /// The chosen profile, or one made of a typed address.
    private Optional<Profile> typed() {
        Optional<HttpUrl> address =
                Optional.ofNullable(HttpUrl.parse(url.getText().strip()));
        Optional<Profile> chosen = Optional.ofNullable(profiles.getValue());
        if (address.isPresent() && chosen.map(Profile::url).equals(address)) {
            return chosen;
        }
        return address.map(where -> new Profile(
                where.host().replaceAll("[^A-Za-z0-9._-]", "-").replaceAll("^[^A-Za-z0-9]+", "host-"),
                where,
                email.getText().strip(),
                false,
                Optional.empty()));
    }

    private void attempt(Profile profile, Supplier<LogInResult> work) {
        busy(true);
        complaint.hide();
        tasks.run(() -> {
            FxThread.forbid("log-in");
            LogInResult result = work.get();
            Platform.runLater(() -> done(profile, result));
        });
    }

    private void done(Profile profile, LogInResult result) {
        busy(false);
        switch (result) {
            case LogInResult.LoggedIn in -> desk.enter(profile);
            case LogInResult.CodeNeeded first -> askCode(profile, first);
            case LogInResult.Refused refused -> {
                complaint.say(refused.message());
                if (second.asked().isPresent()) {
                    second.again();
                } else {
                    password.selectAll();
                    password.requestFocus();
                }
            }
            case LogInResult.Unreachable unreachable ->
                complaint.offer(unreachable.message(), Texts.of("login.without"), () -> desk.enter(profile));
        }
    }

    private void busy(boolean busy) {
        enter.setDisable(busy);
        enter.setText(Texts.of(busy ? "login.busy" : "login.enter"));
    }

    /// What went wrong, and what may be done about it.
    private static final class Complaint extends VBox {
        private final Label words = new Label();
        private final HBox choices = new HBox(8);

        Complaint() {
            getStyleClass().add("complaint-box");
            words.setId("login-complaint");
            words.setWrapText(true);
            setSpacing(8);
            getChildren().addAll(words, choices);
            hide();
        }

        void say(String text) {
            words.setText(text);
            choices.getChildren().clear();
            choices.setManaged(false);
            setVisible(true);
            setManaged(true);
        }

        void offer(String text, String choice, Runnable action) {
            say(text);
            Button button = new Button(choice);
            button.getStyleClass().add("quiet");
            button.setId("login-without");
            button.setOnAction(event -> action.run());
            choices.getChildren().setAll(button);
            choices.setManaged(true);
        }

        void hide() {
            setVisible(false);
            setManaged(false);
        }
    }

    private static final class Names extends StringConverter<Profile> {
        @Override
        public String toString(@org.jspecify.annotations.Nullable Profile profile) {
            return profile == null ? "" : profile.name();
        }

        @Override
        public Profile fromString(String name) {
            throw new UnsupportedOperationException("profiles are chosen, not typed");
        }
    }
}
