package io.dotmac.tui.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.input.KeyType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyDecoderTest {
    private static final char ESC = 0x1b;
    /// Stands for a pause after which nothing more came in time.
    private static final char PAUSE = 0xe000;

    @ParameterizedTest
    @CsvSource({
        "[A, ArrowUp",
        "OA, ArrowUp",
        "[B, ArrowDown",
        "OB, ArrowDown",
        "[H, Home",
        "OH, Home",
        "[1~, Home",
        "[4~, End",
        "[5~, PageUp",
        "[6~, PageDown",
        "[3~, Delete",
        "[Z, ReverseTab",
        "OP, F1",
        "[15~, F5",
        "OM, Enter"
    })
    void bothFormsOfASequenceAreTheSameKey(String tail, KeyType type) throws IOException {
        assertThat(keys(ESC + tail)).extracting(KeyStroke::getKeyType).containsExactly(type, KeyType.EOF);
    }

    @Test
    void escapeAloneIsEscape() throws IOException {
        assertThat(keys("" + ESC + PAUSE + "[A"))
                .extracting(KeyStroke::getKeyType)
                .containsExactly(KeyType.Escape, KeyType.Character, KeyType.Character, KeyType.EOF);
    }

    @Test
    void modifiersAreRead() throws IOException {
        KeyStroke key = keys(ESC + "[1;6C").getFirst();

        assertThat(key.getKeyType()).isEqualTo(KeyType.ArrowRight);
        assertThat(key.isCtrlDown()).isTrue();
        assertThat(key.isShiftDown()).isTrue();
        assertThat(key.isAltDown()).isFalse();
    }

    @Test
    void controlLettersAreLettersWithCtrl() throws IOException {
        KeyStroke key = keys("\u000b").getFirst();

        assertThat(key.getCharacter()).isEqualTo('k');
        assertThat(key.isCtrlDown()).isTrue();
    }

    @Test
    void pastedTextIsNeverACommandAndNeverEnter() throws IOException {
        List<KeyStroke> keys = keys(ESC + "[200~q\r:" + ESC + "[A" + ESC + "[201~x");

        assertThat(keys.subList(0, 3)).allMatch(PastedKey.class::isInstance);
        assertThat(keys.subList(0, 3)).extracting(KeyStroke::getCharacter).containsExactly('q', ' ', ':');
        assertThat(keys.get(3)).isEqualTo(new KeyStroke('x', false, false));
    }

    @Test
    void unknownSequencesVanishWhole() throws IOException {
        assertThat(keys(ESC + "[?62;c" + ESC + "[99~a"))
                .extracting(KeyStroke::getCharacter)
                .startsWith('a');
    }

    private static List<KeyStroke> keys(String input) throws IOException {
        int[] at = {0};
        KeyDecoder decoder = new KeyDecoder(millis -> {
            if (at[0] >= input.length()) {
                return millis < 0 ? -1 : -2;
            }
            char next = input.charAt(at[0]++);
            return next == PAUSE ? -2 : next;
        });
        List<KeyStroke> keys = new ArrayList<>();
        do {
            keys.add(decoder.next());
        } while (keys.getLast().getKeyType() != KeyType.EOF);
        return keys;
    }
}
