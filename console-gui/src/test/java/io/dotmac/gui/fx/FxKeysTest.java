package io.dotmac.gui.fx;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.console.key.Chord;
import javafx.event.EventType;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import org.junit.jupiter.api.Test;

class FxKeysTest {
    private static KeyEvent event(EventType<KeyEvent> type, String character, KeyCode code, boolean ctrl, boolean alt) {
        return new KeyEvent(type, character, "", code, false, ctrl, alt, false);
    }

    @Test
    void charactersComeFromTypingOnAnyLayout() {
        assertThat(FxKeys.chord(event(KeyEvent.KEY_TYPED, ":", KeyCode.UNDEFINED, false, false)))
                .contains(Chord.of(":"));
        assertThat(FxKeys.chord(event(KeyEvent.KEY_TYPED, "N", KeyCode.UNDEFINED, false, false)))
                .contains(Chord.parse("shift-n"));
        assertThat(FxKeys.chord(event(KeyEvent.KEY_PRESSED, "", KeyCode.N, false, false)))
                .isEmpty();
    }

    @Test
    void altGrTypesItsCharacter() {
        assertThat(FxKeys.chord(event(KeyEvent.KEY_TYPED, "[", KeyCode.UNDEFINED, true, true)))
                .contains(Chord.of("["));
    }

    @Test
    void controlAndNamedKeysComeFromPressing() {
        assertThat(FxKeys.chord(event(KeyEvent.KEY_PRESSED, "", KeyCode.K, true, false)))
                .contains(Chord.parse("ctrl-k"));
        assertThat(FxKeys.chord(event(KeyEvent.KEY_PRESSED, "", KeyCode.F11, false, false)))
                .contains(Chord.parse("f11"));
        assertThat(FxKeys.chord(event(KeyEvent.KEY_PRESSED, "", KeyCode.COMMA, true, false)))
                .contains(Chord.parse("ctrl-,"));
        assertThat(FxKeys.chord(event(KeyEvent.KEY_TYPED, "\u000b", KeyCode.UNDEFINED, true, false)))
                .isEmpty();
    }
}
