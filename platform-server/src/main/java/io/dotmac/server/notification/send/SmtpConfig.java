package io.dotmac.server.notification.send;

import io.dotmac.server.platform.config.Secret;
import io.dotmac.server.platform.config.Settings;
import java.nio.file.Path;
import java.time.Duration;

/// Section `smtp`: the mail server.
///
/// @param host empty where no mail is sent
/// @param port of it
/// @param security how the connection is kept secret
/// @param username empty where none is asked for
/// @param password of that name
/// @param from address of the sender
/// @param caFile PEM file of the authorities that the mail server's certificate may come from; empty for the system's
/// @param timeout of each step
public record SmtpConfig(
        String host,
        int port,
        Security security,
        String username,
        Secret password,
        String from,
        String caFile,
        Duration timeout) {
    private static final int SUBMISSION = 587;

    /// Reads the section.
    public static SmtpConfig from(Settings settings) {
        SmtpConfig config = new SmtpConfig(
                settings.text("smtp.host", ""),
                settings.integer("smtp.port", SUBMISSION, 1, 65_535),
                settings.choice("smtp.security", Security.STARTTLS, Security.class),
                settings.text("smtp.username", ""),
                settings.secret("smtp.password", ""),
                settings.text("smtp.from", ""),
                settings.text("smtp.ca-file", ""),
                settings.duration("smtp.timeout", "10s"));
        if (config.isOn() && !config.from.matches("[^@\\s]+@[^@\\s]+")) {
            settings.violation("smtp.from is " + config.from + ", must be an address when smtp.host is set");
        }
        if (!config.username.isEmpty() && config.password.isEmpty()) {
            settings.violation("smtp.username is set without smtp.password");
        }
        if (!config.caFile.isEmpty()) {
            try {
                var _ = Authorities.of(Path.of(config.caFile));
            } catch (IllegalArgumentException e) {
                settings.violation("smtp.ca-file " + e.getMessage());
            }
        }
        if (config.isOn() && config.security == Security.NONE) {
            settings.weak("smtp.security is none, must be starttls or tls");
        }
        return config;
    }

    /// Whether mail is sent.
    public boolean isOn() {
        return !host.isEmpty();
    }

    /// How a connection is kept secret.
    public enum Security {
        /// Switched on before anything is said; a server that cannot is not talked to.
        STARTTLS,
        /// From the first byte on.
        TLS,
        /// Not at all.
        NONE
    }
}
