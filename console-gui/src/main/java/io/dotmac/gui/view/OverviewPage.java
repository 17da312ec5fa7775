package io.dotmac.gui.view;

import io.dotmac.console.Subscription;
import io.dotmac.console.command.Command;
import io.dotmac.console.command.Commands;
import io.dotmac.console.view.ConsoleModel;
import io.dotmac.console.view.MatrixViewModel;
import io.dotmac.console.view.PulseViewModel;
import io.dotmac.console.view.TableViewModel;
import io.dotmac.gui.control.Card;
import io.dotmac.gui.control.HealthMatrix;
import io.dotmac.gui.control.MatrixCell;
import io.dotmac.gui.control.Tile;
import io.dotmac.gui.fx.Repaint;
import io.dotmac.gui.text.Texts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;

/// Everything at once: figures, nodes against dependencies, what is wrong now, lag of the copies.
public final class OverviewPage implements Page {
    private static final int TILES = 6;
    private static final int CHARTS = 4;
    private static final double LEAST_TILE = 176;

    private final Desk desk;
    private final ConsoleModel model;
    private final BiConsumer<String, String> inspect;
    private final HBox tiles = new HBox(12);
    private final Map<String, Tile> tileById = new LinkedHashMap<>();
    private final Map<String, PulseViewModel.Tile> shownById = new LinkedHashMap<>();
    private final HealthMatrix matrix;
    private final FaultTable faults;
    private final LagCharts charts;
    private final Card health;
    private final Card wrong;
    private final VBox page;
    private final List<Subscription> drawings = new ArrayList<>();
    private boolean faultsOnly;

    /// @param desk to work with
    /// @param inspect opens a table with the detail of a row: view, key
    public OverviewPage(Desk desk, BiConsumer<String, String> inspect) {
        this.desk = desk;
        this.inspect = inspect;
        model = desk.model();
        matrix = new HealthMatrix(this::opened);
        faults = new FaultTable(inspect);
        charts = new LagCharts(desk, CHARTS);
        health = new Card(Texts.of("overview.health"), matrix);
        wrong = new Card(Texts.of("overview.wrong"), faults).keys(Texts.of("overview.wrong.keys"));
        Card lag = new Card(Texts.of("overview.lag"), charts)
                .subtitle(Texts.of("overview.lag.span"))
                .keys(Texts.of("overview.lag.keys"));
        HBox middle = new HBox(12, health, wrong);
        HBox.setHgrow(health, Priority.ALWAYS);
        HBox.setHgrow(wrong, Priority.ALWAYS);
        health.setPrefWidth(560);
        wrong.setPrefWidth(560);
        VBox.setVgrow(middle, Priority.ALWAYS);
        middle.setMinHeight(0);
        lag.setMinHeight(178);
        lag.setPrefHeight(186);
        page = new VBox(tiles, middle, lag);
        page.getStyleClass().add("page");
        page.setId("page-pulse");
        matrix.fitting()
                .addListener((property, before, now) ->
                        drawMatrix(model.matrix().state().get()));
    }

    @Override
    public Region node() {
        return page;
    }

    @Override
    public void appear() {
        vanish();
        drawings.add(Repaint.of(model.pulse().state(), desk.tasks(), this::drawPulse));
        drawings.add(Repaint.of(model.matrix().state(), desk.tasks(), this::drawMatrix));
        drawings.add(Repaint.of(
                model.links().state(),
                desk.tasks(),
                state -> charts.show(state, desk.model().viewed().sight().now())));
    }

    @Override
    public void vanish() {
        drawings.forEach(Subscription::close);
        drawings.clear();
    }

    @Override
    public void focus() {
        matrix.requestFocus();
    }

    @Override
    public List<Command> hints() {
        List<Command> hints =
                new ArrayList<>(selected().map(one -> Commands.on(one.row())).orElse(List.of()));
        hints.add(Commands.FAULTS);
        return List.copyOf(hints);
    }

    /// The row behind the fault that is selected.
    @Override
    public Optional<Selected> selected() {
        return faults.selected()
                .flatMap(fault -> model.table(fault.topic().name().toLowerCase(Locale.ROOT))
                        .flatMap(table -> selected(table, fault.key())));
    }

    private static <R> Optional<Selected> selected(TableViewModel<R> table, String key) {
        return table.row(key)
                .map(row -> new Selected(
                        table.resource().wire(row), table.resource().direct(row)));
    }

    @Override
    public boolean run(Command command, String argument) {
        if (command.equals(Commands.FAULTS)) {
            faultsOnly = !faultsOnly;
            drawMatrix(model.matrix().state().get());
            return true;
        }
        if (command.equals(Commands.DESCRIBE) && faults.selected().isPresent()) {
            faults.openSelected();
            return true;
        }
        return false;
    }

    private void drawPulse(PulseViewModel.State state) {
        List<PulseViewModel.Tile> shown =
                state.tiles().stream().limit(fitting()).toList();
        if (!shown.stream().map(PulseViewModel.Tile::id).toList().equals(List.copyOf(tileById.keySet()))) {
            rebuild(shown);
        }
        for (PulseViewModel.Tile tile : shown) {
            shownById.put(tile.id(), tile);
            Optional.ofNullable(tileById.get(tile.id()))
                    .ifPresent(drawn ->
                            drawn.show(tile.title(), tile.value(), tile.caption(), tile.worst(), tile.spark()));
        }
        faults.show(state.faults(), state.away());
        int count = state.faults().size();
        wrong.subtitle(count == 0 ? Texts.of("overview.wrong.none") : Texts.of("overview.wrong.count", count));
    }

    /// A tile narrower than this would cut its figure.
    private int fitting() {
        return page.getWidth() <= 0 ? TILES : Math.clamp((int) (page.getWidth() / LEAST_TILE), 2, TILES);
    }

    private void rebuild(List<PulseViewModel.Tile> shown) {
        tileById.clear();
        tiles.getChildren().clear();
        for (PulseViewModel.Tile tile : shown) {
            String id = tile.id();
            Tile drawn = new Tile(
                    "tile-" + id,
                    desk.appearance(),
                    () -> Optional.ofNullable(shownById.get(id)).ifPresent(now -> model.open(now.opens())));
            // Its caption names a copy, which takes room.
            drawn.setPrefWidth(id.equals("replication") ? 160 : 100);
            HBox.setHgrow(drawn, Priority.ALWAYS);
            tileById.put(id, drawn);
            tiles.getChildren().add(drawn);
        }
    }

    private void drawMatrix(MatrixViewModel.State state) {
        matrix.show(Matrices.of(state, faultsOnly));
        int shown = Math.min(matrix.fitting().get(), state.rows().size());
        health.subtitle(Texts.of("overview.health.what"));
        health.keys(Texts.of(
                faultsOnly ? "overview.health.keys.faults" : "overview.health.keys",
                shown,
                state.rows().size()));
    }

    private void opened(MatrixCell place) {
        MatrixViewModel.State state = model.matrix().state().get();
        Optional<MatrixViewModel.Row> row = state.rows().stream()
                .filter(candidate -> candidate.key().equals(place.row().key()))
                .findFirst();
        if (row.isEmpty() || place.column() >= row.get().cells().size()) {
            return;
        }
        MatrixViewModel.Cell cell = row.get().cells().get(place.column());
        boolean copy = state.columns().get(place.column()).id().equals(MatrixViewModel.REPLICATION);
        if (cell.present() && !cell.keys().isEmpty()) {
            inspect.accept(copy ? "replication" : "dependencies", cell.keys().getFirst());
        } else {
            inspect.accept("nodes", row.get().key());
        }
    }
}
