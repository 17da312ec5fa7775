package io.dotmac.gui.shell;

import io.dotmac.console.command.Command;
import io.dotmac.console.command.Keymap;
import io.dotmac.console.command.Match;
import io.dotmac.console.command.Scope;
import io.dotmac.console.key.Chord;
import io.dotmac.gui.fx.FxKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import javafx.animation.PauseTransition;
import javafx.scene.Node;
import javafx.scene.Scene;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ComboBoxBase;
import javafx.scene.control.Slider;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyEvent;
import javafx.util.Duration;

/// Hears the keys of a window and finds the commands of the shared keymap in them, `g n` in two strokes included.
///
/// While text is typed only keys with Ctrl or Alt and F keys are commands; Enter and Space belong to a focused button,
/// the arrows and all other named keys to whatever has the focus unless the keymap wants them.
public final class KeyRouter {
    private static final Duration PATIENCE = Duration.seconds(2);
    private static final Set<String> OF_CONTROLS = Set.of("enter", "space", "tab");

    private final Keymap keymap;
    private final BiPredicate<Command, Node> run;
    private final Consumer<List<Chord>> pending;
    private final List<Chord> typed = new ArrayList<>();
    private final PauseTransition patience = new PauseTransition(PATIENCE);

    /// @param keymap in use
    /// @param run a command found while that node had the focus; whether it was run
    /// @param pending strokes that wait for more, empty when none do
    public KeyRouter(Keymap keymap, BiPredicate<Command, Node> run, Consumer<List<Chord>> pending) {
        this.keymap = keymap;
        this.run = run;
        this.pending = pending;
        patience.setOnFinished(event -> forget());
    }

    /// Listens to all keys of `scene` before its nodes do.
    public void listen(Scene scene) {
        scene.addEventFilter(KeyEvent.KEY_PRESSED, event -> heard(scene, event));
        scene.addEventFilter(KeyEvent.KEY_TYPED, event -> heard(scene, event));
    }

    private void heard(Scene scene, KeyEvent event) {
        Optional<Chord> chord = FxKeys.chord(event);
        Node focus = Optional.ofNullable(scene.getFocusOwner()).orElse(scene.getRoot());
        if (chord.isEmpty() || ofFocus(chord.get(), focus)) {
            return;
        }
        typed.add(chord.get());
        switch (keymap.match(Scope.DESKTOP, typed)) {
            case Match.Found found -> {
                forget();
                if (run.test(found.command(), focus)) {
                    event.consume();
                }
            }
            case Match.Prefix prefix -> {
                event.consume();
                pending.accept(List.copyOf(typed));
                patience.playFromStart();
            }
            case Match.None none -> {
                boolean wasSequence = typed.size() > 1;
                forget();
                if (wasSequence) {
                    event.consume();
                }
            }
        }
    }

    private static boolean ofFocus(Chord chord, Node focus) {
        boolean modified = chord.ctrl() || chord.alt();
        boolean function = chord.key().matches("f[0-9]+");
        if (focus instanceof TextInputControl) {
            // Ctrl-C and its like are the field's own.
            boolean editing = Set.of("c", "v", "x", "a", "z", "y").contains(chord.key());
            return !function && (!modified || editing);
        }
        if (inForm(focus)) {
            return !function && !modified;
        }
        boolean control = focus instanceof ButtonBase || focus instanceof ComboBoxBase<?> || focus instanceof Slider;
        return control && !modified && OF_CONTROLS.contains(chord.key());
    }

    /// Whether it is a part of a dialog that is filled in, which has all plain keys to itself.
    private static boolean inForm(Node focus) {
        for (Node node = focus; node != null; node = node.getParent()) {
            if (node.getStyleClass().contains("form")) {
                return true;
            }
        }
        return false;
    }

    private void forget() {
        typed.clear();
        patience.stop();
        pending.accept(List.of());
    }
}
