package io.dotmac.packaging.headless;

import com.googlecode.lanterna.TerminalSize;
import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.terminal.virtual.DefaultVirtualTerminal;
import io.dotmac.console.look.Theme;
import io.dotmac.tui.TerminalConsole;
import io.dotmac.tui.kit.ScreenText;
import io.dotmac.tui.terminal.ColorDepth;
import io.dotmac.tui.terminal.GlyphSet;
import io.dotmac.tui.view.ShellOptions;
import io.dotmac.tui.view.Skin;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.List;

/// The terminal console on a terminal that exists in memory only.
public final class HeadlessTerminal implements AutoCloseable {
    private final DefaultVirtualTerminal terminal;
    private final TerminalConsole console;

    private HeadlessTerminal(DefaultVirtualTerminal terminal, TerminalConsole console) {
        this.terminal = terminal;
        this.console = console;
    }

    /// Starts it, 120x40.
    public static HeadlessTerminal start(Attachment attachment) throws IOException {
        DefaultVirtualTerminal terminal = new DefaultVirtualTerminal(new TerminalSize(120, 40));
        ShellOptions options = new ShellOptions(
                new Skin(Theme.DARK, ColorDepth.TRUECOLOR, GlyphSet.BRAILLE),
                ZoneOffset.UTC,
                List.of(),
                copied -> {},
                List.of());
        TerminalConsole console = new TerminalConsole(
                terminal, attachment.model(), attachment.tasks(), options, TerminalConsole.USUAL_TURN);
        console.start();
        return new HeadlessTerminal(terminal, console);
    }

    /// All that stands on the screen.
    public String text() {
        return ScreenText.of(terminal);
    }

    /// The first row of the screen that contains `part`, or an empty one.
    public String row(String part) {
        return text().lines().filter(line -> line.contains(part)).findFirst().orElse("");
    }

    /// Types characters, one key each.
    public void type(String keys) {
        keys.chars().forEach(key -> terminal.addInput(new KeyStroke((char) key, false, false)));
    }

    @Override
    public void close() {
        console.close();
    }
}
