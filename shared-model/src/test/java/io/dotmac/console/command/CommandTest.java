package io.dotmac.console.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dotmac.console.key.Chord;
import io.dotmac.console.key.Keys;
import io.dotmac.console.live.Samples;
import io.dotmac.model.alert.Alert;
import io.dotmac.model.live.LiveRow;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTest {
    @Test
    void defaultKeysHaveNoConflict() {
        List<String> errors = new ArrayList<>();

        KeymapFile.conflicts(Keymap.DEFAULT, errors);

        assertThat(errors).isEmpty();
    }

    @Test
    void endingASilenceIsNamedOnlyWhereSomethingKeepsTheAlertQuiet() {
        LiveRow.Alert loud = Samples.alert("f1", "Redis down", Instant.EPOCH);
        Alert.Facts silenced = new Alert.Facts(List.of(new UUID(6, 6)), Optional.empty(), Optional.empty());
        LiveRow.Alert quiet = new LiveRow.Alert(loud.tenant(), loud.alert().with(silenced));

        assertThat(Commands.on(loud)).contains(Commands.SILENCE).doesNotContain(Commands.UNSILENCE);
        assertThat(Commands.on(quiet)).contains(Commands.UNSILENCE);
    }

    @Test
    void commandIdsAreUnique() {
        assertThat(Commands.ALL).extracting(Command::id).doesNotHaveDuplicates();
    }

    @Test
    void commandsThatBreakThingsHaveNoSingleKey() {
        assertThat(Commands.ALL)
                .filteredOn(command -> command.danger() == Danger.D3)
                .allSatisfy(command -> assertThat(command.keys()).isEmpty());
    }

    @Test
    void twoStrokesFindTheirCommand() {
        List<Chord> g = List.of(Chord.of("g"));
        List<Chord> gn = List.of(Chord.of("g"), Chord.of("n"));

        assertThat(Keymap.DEFAULT.match(Scope.GLOBAL, g)).isInstanceOf(Match.Prefix.class);
        assertThat(Keymap.DEFAULT.match(Scope.GLOBAL, gn))
                .isInstanceOfSatisfying(
                        Match.Found.class,
                        found -> assertThat(found.command().id()).isEqualTo("nodes"));
        assertThat(Keymap.DEFAULT.match(Scope.GLOBAL, List.of(Chord.of("g"), Chord.of("9"))))
                .isEqualTo(new Match.None());
    }

    @Test
    void tableKeysAreHeardOnlyInTables() {
        List<Chord> d = List.of(Chord.of("d"));

        assertThat(Keymap.DEFAULT.match(Scope.GLOBAL, d)).isEqualTo(new Match.None());
        assertThat(Keymap.DEFAULT.match(Scope.TABLE, d)).isEqualTo(new Match.Found(Commands.DESCRIBE));
    }

    @Test
    void ownKeysTakeThePlaceOfTheDefaults() {
        KeymapFile.Loaded loaded = KeymapFile.parse("nodes: [f2, g 1]\ndescribe:\n");

        assertThat(loaded.errors()).isEmpty();
        assertThat(loaded.keymap().match(Scope.GLOBAL, List.of(Chord.of("f2")))).isInstanceOf(Match.Found.class);
        assertThat(loaded.keymap().hint(Commands.DESCRIBE)).isEmpty();
        assertThat(loaded.keymap().hint(Commands.YAML)).isEqualTo("y");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "describe: y | clash with \"y\" of",
                "describe: g | clash",
                "describe: ctrl-s | taken by terminals",
                "descrbe: d | descrbe, which does not exist",
                "describe: ctrl-shift | must be one character or one of",
                "just text | must be a list of lines",
                "'[a: b' | no YAML"
            })
    void wrongKeymapIsToldAndNotUsed(String yaml, String message) {
        KeymapFile.Loaded loaded = KeymapFile.parse(yaml);

        assertThat(loaded.errors()).anySatisfy(error -> assertThat(error).contains(message));
        assertThat(loaded.keymap()).isEqualTo(Keymap.DEFAULT);
    }

    @Test
    void absentKeymapMeansDefaults(@org.junit.jupiter.api.io.TempDir Path folder) {
        assertThat(KeymapFile.load(folder.resolve("keymap.yaml")))
                .isEqualTo(new KeymapFile.Loaded(Keymap.DEFAULT, List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "ctrl-k, ctrl-k",
        "CTRL-K, ctrl-k",
        "shift-n, N",
        "N, N",
        "?, ?",
        "-, -",
        "ctrl--, ctrl--",
        "F5, f5",
        "shift-up, shift-up",
        "alt-x, alt-x",
        "Enter, enter"
    })
    void chordIsReadInItsOneForm(String text, String form) {
        Chord chord = Chord.parse(text);

        assertThat(chord).hasToString(form);
        assertThat(Chord.parse(chord.toString())).isEqualTo(chord);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ctrl-", "f13", "ab"})
    void wrongChordIsRefused(String text) {
        assertThatThrownBy(() -> Chord.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void hintsAreShort() {
        assertThat(Keys.parse("g n").hint()).isEqualTo("gn");
        assertThat(Keys.parse("ctrl-k").hint()).isEqualTo("ctrl-k");
    }

    @Test
    void lineOpensATableWithItsFilter() {
        assertThat(CommandLine.parse(":node lag>10s @northnet"))
                .isEqualTo(new CommandLine.Open("nodes", "lag>10s @northnet"));
        assertThat(CommandLine.parse("repl")).isEqualTo(new CommandLine.Open("replication", ""));
        assertThat(CommandLine.parse(":pulse")).isEqualTo(new CommandLine.Open("pulse", ""));
    }

    @Test
    void lineRunsACommand() {
        assertThat(CommandLine.parse(":ctx prod-eu")).isEqualTo(new CommandLine.Run(Commands.PROFILE, "prod-eu"));
        assertThat(CommandLine.parse(":q")).isEqualTo(new CommandLine.Run(Commands.EXIT, ""));
        assertThat(CommandLine.parse(" : ")).isEqualTo(new CommandLine.Empty());
    }

    @Test
    void unknownLineSaysWhatComesNearest() {
        assertThat(CommandLine.parse(":nods"))
                .isEqualTo(new CommandLine.Unknown("no command nods, do you mean nodes?"));
    }

    @Test
    void lineIsCompleted() {
        assertThat(CommandLine.completions("no", List.of()))
                .extracting(CommandLine.Completion::line)
                .containsExactly("nodes");
        assertThat(CommandLine.completions(":nodes la", List.of()))
                .extracting(CommandLine.Completion::line)
                .containsExactly("nodes lag>");
        assertThat(CommandLine.completions("ctx p", List.of("prod", "lab")))
                .extracting(CommandLine.Completion::line)
                .containsExactly("ctx prod");
    }
}
