package io.dotmac.agent.config;

import io.dotmac.model.Json;
import io.dotmac.model.agent.ConfigState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/// What the server pushed, as it is kept in the state folder; written whole or not at all.
///
/// @param held the text that holds, `{}` when none does
/// @param heldRevision its revision, 0 when there is none
/// @param tried the text that is being tried and not confirmed yet, empty when none is
/// @param revision dealt with last
/// @param state what was made of it
/// @param violations why it was refused or rolled back
public record KeptConfig(
        String held, int heldRevision, String tried, int revision, ConfigState state, List<String> violations) {
    /// Nothing was pushed.
    public static final KeptConfig NONE = new KeptConfig("{}", 0, "", 0, ConfigState.APPLIED, List.of());

    private static final System.Logger LOG = System.getLogger(KeptConfig.class.getName());
    private static final String FILE = "configuration.json";

    /// Copies the violations.
    public KeptConfig {
        violations = List.copyOf(violations);
    }

    /// Reads it; what cannot be read counts as nothing.
    public static KeptConfig load(Path stateDir) {
        Path file = stateDir.resolve(FILE);
        if (Files.notExists(file)) {
            return NONE;
        }
        try {
            return Json.read(Files.readAllBytes(file), KeptConfig.class);
        } catch (IOException | Json.Malformed e) {
            LOG.log(System.Logger.Level.WARNING, "pushed configuration cannot be read file={0}", file);
            return NONE;
        }
    }

    /// Writes it.
    public void save(Path stateDir) throws IOException {
        Path fresh = stateDir.resolve(FILE + ".new");
        Files.write(fresh, Json.bytes(this));
        Files.move(fresh, stateDir.resolve(FILE), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /// The text is tried; until it is confirmed, the one that held can come back.
    public KeptConfig trying(int next, String yaml) {
        return new KeptConfig(held, heldRevision, yaml, next, ConfigState.WANTED, List.of());
    }

    /// The text that was tried holds.
    public KeptConfig confirmed() {
        return new KeptConfig(tried, revision, "", revision, ConfigState.APPLIED, List.of());
    }

    /// The text does not hold; the one before does.
    public KeptConfig without(int next, ConfigState outcome, List<String> why) {
        return new KeptConfig(held, heldRevision, "", next, outcome, why);
    }

    /// Where the agent's settings come from, for people.
    public String source() {
        return heldRevision == 0 ? "from the local file" : "local file and the server's revision " + heldRevision;
    }
}
