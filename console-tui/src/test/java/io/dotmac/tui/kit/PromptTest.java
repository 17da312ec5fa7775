package io.dotmac.tui.kit;

import static org.assertj.core.api.Assertions.assertThat;

import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.input.KeyType;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PromptTest {
    private final Prompt prompt = new Prompt(
            ":",
            text -> Stream.of("node", "nodes", "pulse")
                    .filter(word -> !text.isEmpty() && word.startsWith(text))
                    .toList());

    @BeforeEach
    void open() {
        prompt.open("");
    }

    @Test
    void tabGoesRoundTheOffersAndBack() {
        type("no");
        press(KeyType.Tab);
        assertThat(prompt.text()).isEqualTo("node");
        press(KeyType.Tab);
        assertThat(prompt.text()).isEqualTo("nodes");
        press(KeyType.ReverseTab);
        assertThat(prompt.text()).isEqualTo("node");
    }

    @Test
    void theRightArrowTakesTheBestOffer() {
        type("pu");
        press(KeyType.ArrowRight);

        assertThat(prompt.text()).isEqualTo("pulse");
    }

    @Test
    void editingWorksInTheMiddle() {
        type("abd");
        press(KeyType.ArrowLeft);
        type("c");
        press(KeyType.Delete);
        press(KeyType.Home);
        type("x");

        assertThat(prompt.text()).isEqualTo("xabc");
    }

    @Test
    void controlWTakesTheLastWord() {
        type("lag>10 age<5m");
        prompt.key(new KeyStroke('w', true, false));

        assertThat(prompt.text()).isEqualTo("lag>10 ");
    }

    @Test
    void theArrowsBringBackWhatWasEntered() {
        type("pulse");
        assertThat(press(KeyType.Enter)).isEqualTo(Prompt.Outcome.ENTERED);
        prompt.open("");
        press(KeyType.ArrowUp);

        assertThat(prompt.text()).isEqualTo("pulse");
    }

    @Test
    void backspaceOnNothingLeaves() {
        assertThat(press(KeyType.Backspace)).isEqualTo(Prompt.Outcome.LEFT);
    }

    @Test
    void longTextScrollsUnderTheCursor() {
        type("0123456789abcdefghij");
        Frame frame = new Frame(12, 1);
        prompt.paint(frame.pane().row(0), Ink.PLAIN, Ink.PLAIN);

        assertThat(ScreenText.of(frame)).isEqualTo(" :bcdefghij\n");
        assertThat(frame.cursor()).contains(new Frame.Cursor(11, 0));
    }

    private void type(String text) {
        text.chars().forEach(sign -> prompt.key(new KeyStroke((char) sign, false, false)));
    }

    private Prompt.Outcome press(KeyType type) {
        return prompt.key(new KeyStroke(type));
    }
}
