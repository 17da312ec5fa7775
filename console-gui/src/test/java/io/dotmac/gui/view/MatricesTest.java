package io.dotmac.gui.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.dotmac.console.view.MatrixViewModel;
import io.dotmac.gui.control.Matrix;
import io.dotmac.model.fleet.Severity;
import java.util.List;
import org.junit.jupiter.api.Test;

class MatricesTest {
    private static final List<MatrixViewModel.Column> COLUMNS =
            List.of(new MatrixViewModel.Column("redis", "REDIS"), new MatrixViewModel.Column("replication", "REPL"));

    private static MatrixViewModel.Row row(String node, MatrixViewModel.Cell redis, Severity severity) {
        return new MatrixViewModel.Row(node, node, "northnet", severity, List.of(redis, MatrixViewModel.Cell.ABSENT));
    }

    private static MatrixViewModel.Cell cell(Severity severity, char glyph, String text) {
        return new MatrixViewModel.Cell(true, severity, glyph, text, false, List.of("key"));
    }

    private static MatrixViewModel.State state() {
        return new MatrixViewModel.State(
                COLUMNS,
                List.of(
                        row("lag-app-2", cell(Severity.STALE, '○', "41s"), Severity.STALE),
                        row("lag-app-1", cell(Severity.OK, '·', ""), Severity.OK)));
    }

    @Test
    void cellsCarryGlyphTextAndWords() {
        Matrix.Cell cell =
                Matrices.of(state(), false).rows().getFirst().cells().getFirst().orElseThrow();

        assertThat(cell.id()).isEqualTo("matrix-cell-lag-app-2-redis");
        assertThat(cell.text()).isEqualTo("○ 41s");
        assertThat(cell.explanation()).isEqualTo("lag-app-2, Redis: stale 41s");
    }

    @Test
    void whatANodeDoesNotHaveIsHollow() {
        assertThat(Matrices.of(state(), false).rows().getFirst().cells().get(1)).isEmpty();
    }

    @Test
    void faultsOnlyLeavesOutWhatIsOk() {
        assertThat(Matrices.of(state(), true).rows())
                .extracting(Matrix.Row::name)
                .containsExactly("lag-app-2");
    }
}
