package io.dotmac.server.audit;

import io.dotmac.server.platform.config.Settings;
import java.nio.file.Path;
import java.time.Duration;

/// Section `audit`.
///
/// @param retentionMonths whole months that are kept
/// @param checkpointEvery how often the ends of the chains are signed
/// @param checkpointFolder where signed checkpoints are written, outside of the database; best on another machine
/// @param keyFile Ed25519 key pair in PEM that signs; made at the first checkpoint where it is absent
public record AuditConfig(int retentionMonths, Duration checkpointEvery, Path checkpointFolder, Path keyFile) {
    /// Reads the section.
    public static AuditConfig from(Settings settings) {
        Path home = Path.of(System.getProperty("user.home"), ".local", "share", "dotmac");
        return new AuditConfig(
                settings.integer("audit.retention-months", 24, 1, 240),
                settings.duration("audit.checkpoint-every", "1h"),
                Path.of(settings.text(
                        "audit.checkpoint-folder", home.resolve("checkpoints").toString())),
                Path.of(settings.text(
                        "audit.key-file", home.resolve("audit-key.pem").toString())));
    }
}
