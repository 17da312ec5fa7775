package io.dotmac.server.notification.send;

import io.dotmac.model.notification.Target;
import io.dotmac.server.platform.config.Settings;
import java.time.Duration;

/// Sections `notification` and `smtp`.
///
/// @param reach which addresses webhooks may have
/// @param timeout of a webhook
/// @param publicUrl of this server as people reach it, for links; empty for none
/// @param heartbeatUrl that is called again and again while all is well; empty for none
/// @param heartbeatEvery how often
/// @param smtp the mail server
public record NotificationConfig(
        Reach reach,
        Duration timeout,
        String publicUrl,
        String heartbeatUrl,
        Duration heartbeatEvery,
        SmtpConfig smtp) {
    /// Connecting, greeting, twice `EHLO`, `STARTTLS` and its handshake, three of a log-in, `MAIL`, `DATA`, the text.
    private static final int MAIL_STEPS = 12;

    /// Reads the sections.
    public static NotificationConfig from(Settings settings) {
        return new NotificationConfig(
                settings.choice("notification.reach", Reach.PUBLIC, Reach.class),
                settings.duration("notification.timeout", "10s"),
                url(settings, "notification.public-url"),
                url(settings, "notification.heartbeat-url"),
                settings.duration("notification.heartbeat-every", "1m"),
                SmtpConfig.from(settings));
    }

    /// How long handing one message over may take: a mail server may use its time for each step of the dialogue.
    public Duration longest(Target target) {
        return target instanceof Target.Email mail
                ? smtp.timeout().multipliedBy(MAIL_STEPS + mail.to().size())
                : timeout;
    }

    private static String url(Settings settings, String key) {
        String text = settings.text(key, "").strip();
        if (!text.isEmpty() && !Settings.isHttp(text)) {
            settings.violation(key + " is " + text + ", must be like https://host/path");
        }
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}
