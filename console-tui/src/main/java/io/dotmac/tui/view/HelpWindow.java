package io.dotmac.tui.view;

import com.googlecode.lanterna.input.KeyStroke;
import io.dotmac.console.Observable;
import io.dotmac.console.command.Command;
import io.dotmac.console.command.Commands;
import io.dotmac.console.command.Scope;
import io.dotmac.console.view.HelpViewModel;
import io.dotmac.tui.kit.Line;
import io.dotmac.tui.kit.Pager;
import io.dotmac.tui.kit.Pane;
import io.dotmac.tui.kit.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The keys that work, from the registry and the keymap in use.
final class HelpWindow implements Window {
    private static final int COLUMN = 38;
    private static final int KEYS = 9;

    private final Desk desk;
    private final List<HelpViewModel.Group> groups;
    private final Pager pager = new Pager();

    /// @param desk around
    HelpWindow(Desk desk) {
        this.desk = desk;
        this.groups = withRest(new HelpViewModel(desk.model().keymap(), Scope.TABLE).groups());
    }

    @Override
    public Line title() {
        return Line.of("Keys", desk.skin().strong());
    }

    @Override
    public Line status() {
        return Line.of("every command also by :", desk.skin().muted());
    }

    @Override
    public void paint(Pane body) {
        int columns = Math.clamp(body.width() / COLUMN, 1, groups.size());
        List<List<Line>> blocks = new ArrayList<>();
        for (int i = 0; i < columns; i++) {
            blocks.add(new ArrayList<>());
        }
        for (HelpViewModel.Group group : groups) {
            List<Line> shortest = blocks.getFirst();
            for (List<Line> block : blocks) {
                shortest = block.size() < shortest.size() ? block : shortest;
            }
            if (!shortest.isEmpty()) {
                shortest.add(Line.of("", desk.skin().text()));
            }
            shortest.addAll(lines(group));
        }
        pager.paint(body, beside(blocks), desk.skin().muted());
    }

    @Override
    public boolean key(KeyStroke key) {
        return pager.key(key);
    }

    @Override
    public List<Command> hints() {
        return List.of(Commands.BACK, Commands.PROMPT);
    }

    @Override
    public List<Observable<?>> sources() {
        return List.of();
    }

    private List<Line> lines(HelpViewModel.Group group) {
        Skin skin = desk.skin();
        List<Line> lines = new ArrayList<>();
        lines.add(Line.of(group.title().toUpperCase(Locale.ROOT), skin.muted()));
        for (HelpViewModel.Entry entry : group.entries()) {
            boolean keyed = !entry.keys().isEmpty();
            String keys = keyed ? entry.keys() : entry.line();
            Line begun = Line.of(keys, keyed ? skin.strong() : skin.muted());
            int gap = Math.max(1, KEYS - begun.width());
            if (begun.width() + gap + Text.width(entry.title()) < COLUMN) {
                lines.add(begun.and(" ".repeat(gap), skin.text()).and(entry.title(), skin.text()));
            } else {
                lines.add(begun);
                lines.add(Line.of(" ".repeat(KEYS) + entry.title(), skin.text()));
            }
        }
        return lines;
    }

    /// What moves about is no command and has no keymap.
    private static List<HelpViewModel.Group> withRest(List<HelpViewModel.Group> groups) {
        List<HelpViewModel.Group> all = new ArrayList<>(groups);
        all.add(new HelpViewModel.Group(
                "Moving",
                List.of(
                        new HelpViewModel.Entry("arrows", "row by row", ""),
                        new HelpViewModel.Entry("pgup/dn", "page by page", ""),
                        new HelpViewModel.Entry("home/end", "first, last", ""),
                        new HelpViewModel.Entry("A-Z", "sort by that column", ""),
                        new HelpViewModel.Entry("tab", "complete what is typed", ""),
                        new HelpViewModel.Entry("ctrl-c", "leave at once", ""))));
        return all;
    }

    private List<Line> beside(List<List<Line>> blocks) {
        List<Line> lines = new ArrayList<>();
        int height = blocks.stream().mapToInt(List::size).max().orElse(0);
        for (int y = 0; y < height; y++) {
            Line line = Line.of("", desk.skin().text());
            for (int i = 0; i < blocks.size(); i++) {
                int start = i * COLUMN;
                line = line.and(
                        " ".repeat(Math.max(0, start - line.width())),
                        desk.skin().text());
                if (y < blocks.get(i).size()) {
                    for (Line.Span span : blocks.get(i).get(y).spans()) {
                        line = line.and(span.text(), span.ink());
                    }
                }
            }
            lines.add(line);
        }
        return lines;
    }
}
