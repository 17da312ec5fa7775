package io.dotmac.tui.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import com.googlecode.lanterna.TerminalSize;
import com.googlecode.lanterna.TextCharacter;
import com.googlecode.lanterna.TextColor;
import com.googlecode.lanterna.screen.Screen;
import com.googlecode.lanterna.screen.TerminalScreen;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TtyTerminalTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final List<String> calls = new ArrayList<>();
    private final TtyTerminal terminal;
    private final TerminalScreen screen;

    TtyTerminalTest() throws IOException {
        terminal = new TtyTerminal(new ByteArrayInputStream(new byte[0]), out, new RecordedModes());
        screen = new TerminalScreen(terminal);
    }

    @BeforeEach
    void start() throws IOException {
        screen.startScreen();
        screen.setCursorPosition(null);
        screen.refresh(Screen.RefreshType.COMPLETE);
        out.reset();
    }

    @Test
    void aChangedCellCostsOneMoveOneColourAndItself() throws IOException {
        screen.setCharacter(11, 4, red('7'));
        screen.refresh(Screen.RefreshType.DELTA);

        assertThat(written()).isEqualTo("\u001b[5;12H\u001b[31m7");
    }

    @Test
    void theNextInTheSameColourCostsNoColour() throws IOException {
        screen.setCharacter(11, 4, red('7'));
        screen.refresh(Screen.RefreshType.DELTA);
        out.reset();
        screen.setCharacter(11, 4, red('8'));
        screen.refresh(Screen.RefreshType.DELTA);

        assertThat(written()).isEqualTo("\u001b[5;12H8");
    }

    @Test
    void neighboursAreWrittenInOneGo() throws IOException {
        screen.setCharacter(3, 0, red('1'));
        screen.setCharacter(4, 0, red('8'));
        screen.refresh(Screen.RefreshType.DELTA);

        assertThat(written()).isEqualTo("\u001b[1;4H\u001b[31m18");
    }

    @Test
    void restoringGivesEverythingBackOnce() throws IOException {
        terminal.restore();
        terminal.restore();

        assertThat(written()).isEqualTo("\u001b[?2004l\u001b[0m\u001b[?25h\u001b[?1049l");
        assertThat(calls).containsExactly("save", "raw", "restore saved-modes");
    }

    @Test
    void copyGoesByOsc52() throws IOException {
        terminal.copy("lag-db-3");

        assertThat(written()).isEqualTo("\u001b]52;c;bGFnLWRiLTM=\u0007");
    }

    @Test
    void sizesAreReadFromStty() {
        assertThat(Stty.parseSize("40 120")).contains(new TerminalSize(120, 40));
        assertThat(Stty.parseSize("0 0")).isEmpty();
        assertThat(Stty.parseSize("stty: not a tty")).isEmpty();
    }

    private String written() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private static TextCharacter red(char sign) {
        return TextCharacter.fromCharacter(sign, TextColor.ANSI.RED, TextColor.ANSI.DEFAULT)[0];
    }

    private final class RecordedModes implements TerminalModes {
        @Override
        public String save() {
            calls.add("save");
            return "saved-modes";
        }

        @Override
        public void raw() {
            calls.add("raw");
        }

        @Override
        public void restore(String saved) {
            calls.add("restore " + saved);
        }

        @Override
        public TerminalSize size() {
            return new TerminalSize(80, 24);
        }
    }
}
