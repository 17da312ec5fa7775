package io.dotmac.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpreadTest {
    @TempDir
    Path folder;

    @Test
    void whatTheServerSaidHoldsAfterARestart() {
        Spread.keptIn(folder).told(33_000);

        assertThat(Spread.keptIn(folder).length()).isEqualTo(Duration.ofSeconds(33));
    }

    @Test
    void fileIsWrittenOnlyWhenItMovedByMuch() throws IOException {
        Spread spread = Spread.keptIn(folder);
        spread.told(32_000);
        Path file = folder.resolve("return-spread");
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));

        spread.told(33_000);
        assertThat(Files.getLastModifiedTime(file).toMillis()).isZero();
        assertThat(spread.length()).isEqualTo(Duration.ofSeconds(33));

        spread.told(64_000);
        assertThat(file).hasContent("64000");
    }

    @Test
    void spoiltFileOrNonsenseCountsForNothing() throws IOException {
        Files.writeString(folder.resolve("return-spread"), "soon");
        Spread spread = Spread.keptIn(folder);
        assertThat(spread.length()).isZero();

        spread.told(Long.MAX_VALUE);
        assertThat(spread.length()).isEqualTo(Duration.ofMinutes(10));
        spread.told(-1);
        assertThat(spread.length()).isZero();
    }
}
