package io.dotmac.tui.kit;

import static org.assertj.core.api.Assertions.assertThat;

import com.googlecode.lanterna.TerminalSize;
import com.googlecode.lanterna.screen.TerminalScreen;
import com.googlecode.lanterna.terminal.virtual.DefaultVirtualTerminal;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PainterTest {
    private final DefaultVirtualTerminal terminal = new DefaultVirtualTerminal(new TerminalSize(20, 3));
    private final TerminalScreen screen;
    private final Painter painter;

    PainterTest() throws IOException {
        screen = new TerminalScreen(terminal);
        painter = new Painter(screen);
    }

    @BeforeEach
    void start() throws IOException {
        screen.startScreen();
    }

    @Test
    void whatIsPaintedStandsOnTheScreen() throws IOException {
        painter.paint(frame("Ọṣun 字 ok"));

        assertThat(ScreenText.of(terminal)).isEqualTo("Ọṣun 字 ok\n\n\n");
    }

    @Test
    void anEqualFrameWritesNothing() throws IOException {
        assertThat(painter.paint(frame("18.4 s"))).isTrue();
        assertThat(painter.paint(frame("18.4 s"))).isFalse();
    }

    @Test
    void onlyChangedCellsAreWritten() throws IOException {
        painter.paint(frame("lag 18.4 s"));
        terminal.isWholeBufferDirtyThenReset();
        terminal.getAndResetDirtyCells();
        painter.paint(frame("lag 18.5 s"));

        assertThat(terminal.getDirtyCells()).hasSize(1);
    }

    @Test
    void wideSignsNeverTearTheirNeighbours() throws IOException {
        painter.paint(frame("字字字"));
        painter.paint(frame("a字b"));

        assertThat(ScreenText.of(terminal)).startsWith("a字b\n");
    }

    private static Frame frame(String text) {
        Frame frame = new Frame(20, 3);
        frame.pane().put(0, 0, text, Ink.PLAIN);
        return frame;
    }
}
