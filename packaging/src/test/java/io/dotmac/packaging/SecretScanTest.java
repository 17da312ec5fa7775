package io.dotmac.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// No secret is ever committed.
class SecretScanTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final int MAX_SIZE = 2_000_000;

    private static final Pattern FORBIDDEN_FILE = Pattern.compile(
            "(.*/)?(\\.env(\\..+)?|.*\\.(pem|key|p12|pfx|jks|keystore)|credentials\\.json|\\.vault-token|id_(rsa|ed25519))");

    private static final Map<String, Pattern> SECRETS = Map.of(
            "private key", Pattern.compile("-----BEGIN [A-Z ]*PRIVATE KEY-----\\s+[A-Za-z0-9+/=]{40}"),
            "AWS key", Pattern.compile("\\b(AKIA|ASIA)[0-9A-Z]{16}\\b"),
            "GitHub token", Pattern.compile("\\b(gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{60,})"),
            "Slack token", Pattern.compile("\\bxox[abprs]-[0-9A-Za-z-]{20,}"),
            "Google key", Pattern.compile("\\bAIza[0-9A-Za-z_-]{35}\\b"),
            "Vault token", Pattern.compile("\\b(hvs|hvb|hvr)\\.[A-Za-z0-9_-]{24,}"),
            "JSON web token", Pattern.compile("\\beyJ[A-Za-z0-9_-]{20,}\\.eyJ[A-Za-z0-9_-]{20,}\\.[A-Za-z0-9_-]{20,}"),
            "Stripe key", Pattern.compile("\\b[rs]k_live_[0-9A-Za-z]{20,}"));

    @Test
    void noFileOfTheRepositoryHoldsASecret() throws IOException {
        List<String> findings =
                committed().stream().flatMap(SecretScanTest::findings).toList();

        assertThat(findings).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {".env", "deploy/.env.production", "tls/server.key", "a.pem", "credentials.json", "x.p12"})
    void filesThatHoldSecretsByNatureAreFound(String name) {
        assertThat(FORBIDDEN_FILE.matcher(name).matches()).isTrue();
    }

    @Test
    void eachKindOfSecretIsFound() {
        String body = "A".repeat(64);

        assertThat(kinds("-----BEGIN RSA PRIVATE KEY-----\n" + body)).containsExactly("private key");
        assertThat(kinds("key=AKIA" + "0".repeat(16))).containsExactly("AWS key");
        assertThat(kinds("ghp_" + "a".repeat(36))).containsExactly("GitHub token");
        assertThat(kinds("hvs." + "a".repeat(30))).containsExactly("Vault token");
        assertThat(kinds("eyJ" + body + ".eyJ" + body + "." + body)).containsExactly("JSON web token");
        assertThat(kinds("-----BEGIN PRIVATE KEY-----\";")).isEmpty();
    }

    private static Stream<String> findings(String name) {
        if (FORBIDDEN_FILE.matcher(name).matches()) {
            return Stream.of(name + " must not be committed");
        }
        try {
            Path file = ROOT.resolve(name);
            if (!Files.isRegularFile(file) || Files.size(file) > MAX_SIZE) {
                return Stream.empty();
            }
            String text = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
            return kinds(text).map(kind -> name + " holds a " + kind);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Stream<String> kinds(String text) {
        return SECRETS.entrySet().stream()
                .filter(kind -> kind.getValue().matcher(text).find())
                .map(Map.Entry::getKey);
    }

    /// What git keeps, or would on the next commit.
    private static List<String> committed() throws IOException {
        assumeTrue(Files.exists(ROOT.resolve(".git")), "not a git checkout");
        Process git = new ProcessBuilder("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
                .directory(ROOT.toFile())
                .start();
        String names = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return Arrays.stream(names.split("\0")).filter(name -> !name.isEmpty()).toList();
    }
}
