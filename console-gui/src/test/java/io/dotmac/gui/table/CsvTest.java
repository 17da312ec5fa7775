package io.dotmac.gui.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CsvTest {
    @Test
    void formulasAreDefused() {
        String csv = Csv.of(List.of("Name"), List.of(List.of("=cmd|'/c calc'!A1"), List.of("@sum"), List.of("-3.5")));

        assertThat(csv).isEqualTo("Name\r\n'=cmd|'/c calc'!A1\r\n'@sum\r\n-3.5\r\n");
    }

    @Test
    void commasQuotesAndBreaksAreQuoted() {
        String csv = Csv.of(List.of("A", "B"), List.of(List.of("x,y", "say \"hi\"\nnow")));

        assertThat(csv).isEqualTo("A,B\r\n\"x,y\",\"say \"\"hi\"\"\nnow\"\r\n");
    }

    @Test
    void copiedTextIsAligned() {
        String text =
                Csv.aligned(List.of("Node", "Lag"), List.of(List.of("lag-db-3", "18.4 s"), List.of("a", "0.3 s")));

        assertThat(text).isEqualTo("Node      Lag\nlag-db-3  18.4 s\na         0.3 s\n");
    }
}
