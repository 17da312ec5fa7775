package io.dotmac.server;

import io.dotmac.server.alert.history.AlertHistoryConfig;
import io.dotmac.server.audit.AuditConfig;
import io.dotmac.server.auth.oidc.OidcConfig;
import io.dotmac.server.fleet.FleetConfig;
import io.dotmac.server.notification.send.NotificationConfig;
import io.dotmac.server.platform.cache.RedisConfig;
import io.dotmac.server.platform.config.Deployment;
import io.dotmac.server.platform.config.Settings;
import io.dotmac.server.platform.db.DatabaseConfig;
import io.dotmac.server.platform.event.EventConfig;
import io.dotmac.server.platform.http.HttpServerConfig;
import io.dotmac.server.platform.job.JobConfig;
import io.dotmac.server.platform.live.LiveConfig;
import io.dotmac.server.platform.secret.AuthConfig;
import io.dotmac.server.platform.secret.EncryptionConfig;
import io.dotmac.server.platform.secret.VaultConfig;
import io.dotmac.server.platform.telemetry.ErrorAlertsConfig;
import io.dotmac.server.platform.telemetry.LoggerConfig;
import io.dotmac.server.platform.telemetry.TelemetryConfig;
import java.util.List;
import java.util.Set;

/// All settings, checked.
///
/// @param deployment where the server runs
/// @param http section `http-server`
/// @param database section `database`
/// @param redis section `redis`
/// @param auth section `auth`
/// @param oidc section `auth.oidc`
/// @param encryption section `encryption`
/// @param vault section `vault`
/// @param logger section `logger`
/// @param telemetry section `telemetry`
/// @param errorAlerts section `error-alerts`
/// @param metrics whether `/metrics` is served
/// @param fleet section `fleet`
/// @param live section `live`
/// @param event section `event`
/// @param job section `job`
/// @param audit section `audit`
/// @param alertHistory section `alert`
/// @param notification sections `notification` and `smtp`
/// @param warnings what the operator should know
public record ServerConfig(
        Deployment deployment,
        HttpServerConfig http,
        DatabaseConfig database,
        RedisConfig redis,
        AuthConfig auth,
        OidcConfig oidc,
        EncryptionConfig encryption,
        VaultConfig vault,
        LoggerConfig logger,
        TelemetryConfig telemetry,
        ErrorAlertsConfig errorAlerts,
        boolean metrics,
        FleetConfig fleet,
        LiveConfig live,
        EventConfig event,
        JobConfig job,
        AuditConfig audit,
        AlertHistoryConfig alertHistory,
        NotificationConfig notification,
        List<String> warnings) {
    /// Top-level keys.
    public static final Set<String> SECTIONS = Set.of(
            "http-server",
            "database",
            "redis",
            "auth",
            "features",
            "encryption",
            "vault",
            "logger",
            "telemetry",
            "error-alerts",
            "metrics",
            "fleet",
            "live",
            "rate-limits",
            "event",
            "job",
            "audit",
            "alert",
            "notification",
            "smtp");

    /// Reads everything; throws [io.dotmac.server.platform.config.ConfigException] with all that is wrong.
    public static ServerConfig from(Settings settings) {
        ServerConfig config = new ServerConfig(
                settings.deployment(),
                HttpServerConfig.from(settings),
                DatabaseConfig.from(settings),
                RedisConfig.from(settings),
                AuthConfig.from(settings),
                OidcConfig.from(settings),
                EncryptionConfig.from(settings),
                VaultConfig.from(settings),
                LoggerConfig.from(settings),
                TelemetryConfig.from(settings),
                ErrorAlertsConfig.from(settings),
                settings.flag("metrics.enabled", true),
                FleetConfig.from(settings),
                LiveConfig.from(settings),
                EventConfig.from(settings),
                JobConfig.from(settings),
                AuditConfig.from(settings),
                AlertHistoryConfig.from(settings),
                NotificationConfig.from(settings),
                settings.warnings());
        settings.check();
        return config;
    }
}
