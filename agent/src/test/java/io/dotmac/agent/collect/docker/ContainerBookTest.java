package io.dotmac.agent.collect.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ContainerBookTest {
    @Test
    void nothingIsCountedBeforeTheEngineWasAsked() {
        ContainerBook book = new ContainerBook(new NoSink(), Clock.systemUTC(), new Expected(List.of()));
        book.up("docker");
        assertThat(book.summary()).isEqualTo("its containers are being listed");

        book.keepOnly(Set.of());

        assertThat(book.summary()).isEqualTo("0 containers");
    }
}
