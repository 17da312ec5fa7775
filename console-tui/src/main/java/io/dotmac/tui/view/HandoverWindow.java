package io.dotmac.tui.view;

import com.googlecode.lanterna.input.KeyStroke;
import io.dotmac.console.Observable;
import io.dotmac.console.command.Command;
import io.dotmac.console.command.Commands;
import io.dotmac.console.resource.Section;
import io.dotmac.console.view.HandoverViewModel;
import io.dotmac.model.alert.Handover;
import io.dotmac.model.fleet.Severity;
import io.dotmac.tui.kit.Line;
import io.dotmac.tui.kit.Pager;
import io.dotmac.tui.kit.Pane;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the shift before left.
final class HandoverWindow implements Window {
    private final Desk desk;
    private final HandoverViewModel model;
    private final Pager pager = new Pager();

    /// @param desk around
    HandoverWindow(Desk desk) {
        this.desk = desk;
        model = desk.model().handover();
    }

    @Override
    public Line title() {
        return Line.of("Shift handover", desk.skin().strong());
    }

    @Override
    public Line status() {
        Skin skin = desk.skin();
        HandoverViewModel.State state = model.state().get();
        Optional<Handover> latest = state.latest();
        if (!state.problem().isEmpty() && latest.isPresent()) {
            return Line.of(state.problem(), skin.severity(Severity.MAJOR));
        }
        if (latest.isEmpty()) {
            return Line.of("", skin.muted());
        }
        return latest.get().signature().isPresent()
                ? Line.of("signed", skin.muted())
                : Line.of("not signed yet", skin.severity(Severity.MINOR));
    }

    @Override
    public void paint(Pane body) {
        Skin skin = desk.skin();
        List<Line> lines =
                new ArrayList<>(SectionText.lines(skin, model.sections(), body.width(), Section.Field::value));
        if (desk.model().viewed().past().get().isEmpty()) {
            lines.addAll(ways(skin));
        }
        pager.paint(body, lines, skin.muted());
    }

    /// What can be done here, which the past cannot have done to it.
    private static List<Line> ways(Skin skin) {
        return List.of(
                Line.of("", skin.text()),
                Line.of(":handover write NOTES", skin.strong()).and("  notes how it stands now", skin.muted()),
                Line.of(":handover sign", skin.strong())
                        .and("         takes over from the shift before", skin.muted()));
    }

    @Override
    public boolean key(KeyStroke key) {
        return pager.key(key);
    }

    @Override
    public boolean run(Command command, String argument) {
        if (command.equals(Commands.REFRESH)) {
            model.load();
            return true;
        }
        if (command.equals(Commands.COPY)) {
            desk.overlays().copy(SectionText.plain(model.sections()));
            return true;
        }
        return false;
    }

    @Override
    public List<Command> hints() {
        return List.of(Commands.PROMPT, Commands.REFRESH, Commands.COPY, Commands.BACK);
    }

    @Override
    public List<Observable<?>> sources() {
        return List.of(model.state());
    }
}
