package io.dotmac.tui.view;

import com.googlecode.lanterna.input.KeyStroke;
import com.googlecode.lanterna.input.KeyType;
import io.dotmac.console.Observable;
import io.dotmac.console.command.Command;
import io.dotmac.console.command.Commands;
import io.dotmac.console.resource.Kind;
import io.dotmac.console.resource.Resources;
import io.dotmac.console.text.Units;
import io.dotmac.console.view.MatrixViewModel;
import io.dotmac.console.view.Place;
import io.dotmac.console.view.PulseViewModel;
import io.dotmac.console.view.TableViewModel;
import io.dotmac.model.fleet.Severity;
import io.dotmac.tui.kit.Line;
import io.dotmac.tui.kit.Pane;
import io.dotmac.tui.kit.Rule;
import io.dotmac.tui.kit.Table;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Everything at once: figures on top, nodes against dependencies, and what is wrong.
///
/// The cursor is in the list of faults; Tab takes it to the nodes and back. It stays on its fault while others come.
final class PulseWindow implements Window {
    /// Beside each other from this width on, else one above the other.
    private static final int BESIDE = 110;
    private static final int FAULTS_BESIDE = 46;
    private static final int MATRIX_LEAST = 48;
    private static final List<Severity> WORST_FIRST =
            List.of(Severity.CRITICAL, Severity.MAJOR, Severity.MINOR, Severity.STALE, Severity.MAINTENANCE);

    /// Commands that look at the row under the cursor.
    private static final List<Command> LOOKS =
            List.of(Commands.OPEN, Commands.DESCRIBE, Commands.YAML, Commands.JSON, Commands.COPY);

    private final Desk desk;
    private final Table matrix = new Table();
    private final Table faults = new Table();
    private boolean onNodes;
    private Optional<String> fault = Optional.empty();
    private Optional<String> node = Optional.empty();

    /// @param desk around
    PulseWindow(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Line title() {
        Skin skin = desk.skin();
        int nodes = matrixState().rows().size();
        return Line.of("Pulse", skin.strong())
                .and(skin.sign(" › ", " > "), skin.faint())
                .and(nodes == 1 ? "1 node" : nodes + " nodes", skin.text());
    }

    @Override
    public Line status() {
        Skin skin = desk.skin();
        Line line = Line.of("", skin.text());
        for (Severity severity : WORST_FIRST) {
            int count = pulse().counts().getOrDefault(severity, 0);
            if (count > 0) {
                line = line.and("  " + skin.mark(severity) + " " + count, skin.severity(severity));
            }
        }
        int notes = pulse().counts().getOrDefault(Severity.INFO, 0);
        int well = pulse().counts().getOrDefault(Severity.OK, 0) + notes;
        String noted = notes == 0 ? "" : ", " + Units.counted(notes, "note");
        return line.and("  " + well + " well" + noted, skin.muted());
    }

    @Override
    public void paint(Pane body) {
        Skin skin = desk.skin();
        Rule rule = new Rule(skin.faint(), skin.sign("u", "").equals("u"));
        Set<Integer> edges =
                body.height() >= 14 ? Tiles.paint(body, pulse().tiles(), skin, rule, desk.live()) : Set.of();
        int top = edges.isEmpty() ? 0 : Tiles.ROWS;
        if (body.width() >= BESIDE) {
            paintBeside(body, rule, edges, top);
            return;
        }
        int rows = body.height() - top - 2;
        int below = Math.clamp(pulse().faults().size() + 1L, 3, Math.max(3, rows / 2));
        rule.across(body, top, edges, Set.of());
        int left = rows - below;
        paintMatrix(body.part(0, top + 1, body.width(), left));
        rule.across(body, top + 1 + left, Set.of(), Set.of());
        paintFaults(body.part(0, top + 2 + left, body.width(), below));
    }

    @Override
    public boolean key(KeyStroke key) {
        if (key.getKeyType() == KeyType.Tab) {
            onNodes = !onNodes;
            return true;
        }
        if (onNodes) {
            List<MatrixViewModel.Row> rows = matrixState().rows();
            int to = matrix.move(key, nodeIndex(), rows.size());
            node = rows.isEmpty() ? node : Optional.of(rows.get(to).key());
        } else {
            List<PulseViewModel.Fault> rows = pulse().faults();
            int to = faults.move(key, faultIndex(), rows.size());
            fault = rows.isEmpty() ? fault : Optional.of(id(rows.get(to)));
        }
        return switch (key.getKeyType()) {
            case ArrowDown, ArrowUp, PageDown, PageUp, Home, End -> true;
            default -> false;
        };
    }

    @Override
    public boolean run(Command command, String argument) {
        if (!LOOKS.contains(command) && !Commands.isOnRows(command)) {
            return false;
        }
        if (onNodes) {
            return chosenNode().map(row -> onNode(row, command, argument)).orElse(true);
        }
        Optional<PulseViewModel.Fault> chosen = chosenFault();
        if (chosen.isEmpty()) {
            desk.say("nothing is wrong");
            return true;
        }
        return table(chosen.get())
                .map(table -> runOn(table, chosen.get().key(), command, argument))
                .orElse(false);
    }

    @Override
    public Optional<String> tenant() {
        return onNodes
                ? chosenNode().flatMap(row -> tenant(desk.model().nodes(), row.key()))
                : chosenFault().flatMap(chosen -> table(chosen).flatMap(table -> tenant(table, chosen.key())));
    }

    @Override
    public List<Command> hints() {
        return List.of(
                Commands.OPEN,
                Commands.opens(Resources.ALERTS),
                Commands.PROMPT,
                Commands.opens(Resources.NODES),
                Commands.opens(Resources.DEPENDENCIES),
                Commands.opens(Resources.REPLICATION),
                Commands.HANDOVER);
    }

    @Override
    public List<Observable<?>> sources() {
        return List.of(desk.model().pulse().state(), desk.model().matrix().state());
    }

    private void paintBeside(Pane body, Rule rule, Set<Integer> edges, int top) {
        int middle = Math.min(body.width() - FAULTS_BESIDE - 1, Math.max(MATRIX_LEAST, Matrix.width(matrixState())));
        int bottom = body.height() - 1;
        Set<Integer> down = new TreeSet<>(List.of(0, middle, body.width() - 1));
        rule.across(body, top, edges, down);
        down.forEach(x -> rule.down(body, x, top + 1, bottom - top - 1));
        rule.across(body, bottom, down, Set.of());
        paintMatrix(body.part(1, top + 1, middle - 1, bottom - top - 1));
        paintFaults(body.part(middle + 1, top + 1, body.width() - middle - 2, bottom - top - 1));
    }

    private void paintMatrix(Pane pane) {
        MatrixViewModel.State state = matrixState();
        if (state.rows().isEmpty()) {
            pane.put(1, 1, waiting("no node has reported yet"), desk.skin().muted());
            return;
        }
        matrix.paint(
                pane,
                Matrix.columns(state),
                state.rows().size(),
                onNodes ? nodeIndex() : -1,
                desk.skin().table(),
                index -> Matrix.cells(desk.skin(), state.rows().get(index), desk.live()));
    }

    private void paintFaults(Pane pane) {
        List<PulseViewModel.Fault> rows = pulse().faults();
        if (rows.isEmpty()) {
            pane.put(1, 0, "FAULTS", desk.skin().muted());
            boolean away = pulse().away();
            pane.put(
                    1,
                    1,
                    waiting(away ? "nothing that is probed here is wrong" : "nothing is wrong"),
                    desk.skin().muted());
            return;
        }
        List<Table.Column> columns = List.of(
                Rows.markColumn(),
                new Table.Column("FAULT", 24, 14, false, true, false),
                new Table.Column("WHERE", 14, 8, false, false, false),
                new Table.Column("AGE", 6, 6, true, false, false),
                new Table.Column("SUMMARY", 40, 30, false, true, true));
        faults.paint(
                pane,
                columns,
                rows.size(),
                onNodes ? -1 : faultIndex(),
                desk.skin().table(),
                index -> cells(rows.get(index)));
    }

    private List<Table.Cell> cells(PulseViewModel.Fault row) {
        Skin skin = desk.skin();
        boolean stale = row.severity() == Severity.STALE;
        return List.of(
                Rows.mark(skin, row.severity(), false, row.direct(), desk.live()),
                Table.Cell.of(row.title(), desk.live() || row.direct() ? skin.text() : skin.muted()),
                Table.Cell.of(row.where(), skin.muted()),
                Table.Cell.of(Rows.steady(row.age(), Kind.AGE, stale), skin.muted()),
                Table.Cell.of(row.summary(), skin.muted()));
    }

    private String waiting(String otherwise) {
        return desk.model().viewed().sight().rows().version() == 0 ? "waiting for the server" : otherwise;
    }

    private boolean onNode(MatrixViewModel.Row row, Command command, String argument) {
        if (command.equals(Commands.OPEN)) {
            desk.model().open(new Place("dependencies", "node=" + row.name()));
            return true;
        }
        return runOn(desk.model().nodes(), row.key(), command, argument);
    }

    private <R> boolean runOn(TableViewModel<R> table, String key, Command command, String argument) {
        Optional<R> row = table.row(key);
        if (row.isEmpty()) {
            desk.say("no longer there");
            return true;
        }
        if (Commands.isOnRows(command)) {
            return Rowwise.act(desk, table, row.get(), command, argument);
        }
        table.select(key);
        if (command.equals(Commands.OPEN) || command.equals(Commands.DESCRIBE)) {
            Rowwise.describe(desk, table, key);
            return true;
        }
        return Rowwise.run(desk, table, command, "");
    }

    private static <R> Optional<String> tenant(TableViewModel<R> table, String key) {
        return table.row(key).map(table.resource()::tenant).filter(slug -> !slug.isEmpty());
    }

    private Optional<? extends TableViewModel<?>> table(PulseViewModel.Fault fault) {
        return desk.model().table(view(fault));
    }

    private Optional<PulseViewModel.Fault> chosenFault() {
        List<PulseViewModel.Fault> rows = pulse().faults();
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(faultIndex()));
    }

    private Optional<MatrixViewModel.Row> chosenNode() {
        List<MatrixViewModel.Row> rows = matrixState().rows();
        return rows.isEmpty() ? Optional.empty() : Optional.of(rows.get(nodeIndex()));
    }

    private int faultIndex() {
        List<PulseViewModel.Fault> rows = pulse().faults();
        for (int i = 0; i < rows.size(); i++) {
            if (fault.isPresent() && id(rows.get(i)).equals(fault.get())) {
                return i;
            }
        }
        return 0;
    }

    private int nodeIndex() {
        List<MatrixViewModel.Row> rows = matrixState().rows();
        for (int i = 0; i < rows.size(); i++) {
            if (node.isPresent() && rows.get(i).key().equals(node.get())) {
                return i;
            }
        }
        return 0;
    }

    private PulseViewModel.State pulse() {
        return desk.model().pulse().state().get();
    }

    private MatrixViewModel.State matrixState() {
        return desk.model().matrix().state().get();
    }

    private static String id(PulseViewModel.Fault row) {
        return row.topic() + ":" + row.key();
    }

    private static String view(PulseViewModel.Fault row) {
        return switch (row.topic()) {
            case NODES -> "nodes";
            case CONTAINERS -> "containers";
            case WORKLOADS -> "workloads";
            case DEPENDENCIES -> "dependencies";
            case REPLICATION -> "replication";
            case ALERTS -> "alerts";
        };
    }
}
