package io.dotmac.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// What is installed beside the program: its unit and its manual page.
class InstalledFilesTest {
    private static final Path PAGE = Path.of("../packaging/man/dotmac-agent.1");
    private static final Path UNIT = Path.of("../packaging/systemd/dotmac-agent.service");
    private static final double MOST_EXPOSED = 2.0;

    @TempDir
    private Path folder;

    @Test
    void manualPageHasEveryCommandAndOption() throws IOException {
        String page = Files.readString(PAGE).replace("\\-", "-");
        List<String> words = new ArrayList<>();
        Main.commandLine().getSubcommands().forEach((name, command) -> {
            words.add(name);
            command.getCommandSpec().options().forEach(option -> words.addAll(List.of(option.names())));
        });
        words.addAll(CommandLine.Model.CommandSpec.forAnnotatedObject(new Main())
                .optionsMap()
                .keySet());

        assertThat(words)
                .hasSizeGreaterThan(8)
                .filteredOn(word -> !page.contains(word))
                .isEmpty();
    }

    @Test
    void manualPageIsWellFormed() throws Exception {
        Process process = new ProcessBuilder(Servers.program("man"), "--warnings", "-l", PAGE.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        String complaints = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(complaints).isEmpty();
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void unitIsSoundAndLeavesLittleOpen() throws Exception {
        String analyze = Servers.program("systemd-analyze");
        // The program itself is not installed where tests run.
        Path unit = Files.writeString(
                folder.resolve("dotmac-agent.service"),
                Files.readString(UNIT)
                        .replaceAll("(?m)^Documentation=.*$", "")
                        .replaceAll("(?m)^ExecStart=.*$", "ExecStart=/bin/true"));

        assertThat(said(analyze, "verify", unit.toString())).isEmpty();
        Matcher exposure = Pattern.compile("exposure level for \\S+: ([0-9.]+)")
                .matcher(said(analyze, "security", "--offline=true", "--no-pager", unit.toString()));
        assertThat(exposure.find()).isTrue();
        assertThat(Double.parseDouble(exposure.group(1))).isLessThan(MOST_EXPOSED);
        assertThat(Files.readString(UNIT)).contains("MemoryMax=", "CPUQuota=", "TasksMax=");
    }

    private static String said(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(text).isZero();
        return text;
    }
}
