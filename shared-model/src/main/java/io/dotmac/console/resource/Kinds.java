package io.dotmac.console.resource;

import io.dotmac.model.fleet.DependencyKind;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// How kinds of dependencies are called and ordered on screens.
public final class Kinds {
    private static final List<DependencyKind> IN_ORDER = List.of(
            DependencyKind.POSTGRESQL,
            DependencyKind.REDIS,
            DependencyKind.SENTINEL,
            DependencyKind.VAULT,
            DependencyKind.PGBOUNCER,
            DependencyKind.DOCKER,
            DependencyKind.KUBERNETES,
            DependencyKind.HTTP,
            DependencyKind.TCP,
            DependencyKind.DNS,
            DependencyKind.TLS,
            DependencyKind.S3,
            DependencyKind.SMTP,
            DependencyKind.SNMP,
            DependencyKind.PING,
            DependencyKind.PROCESS,
            DependencyKind.HOST);

    /// The order of columns and tiles.
    public static final Comparator<DependencyKind> ORDER = Comparator.comparingInt(IN_ORDER::indexOf);

    private Kinds() {}

    /// `postgresql`.
    public static String id(DependencyKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /// `PostgreSQL`.
    public static String title(DependencyKind kind) {
        return switch (kind) {
            case HOST -> "Host";
            case POSTGRESQL -> "PostgreSQL";
            case PGBOUNCER -> "PgBouncer";
            case REDIS -> "Redis";
            case VAULT -> "Vault";
            case HTTP -> "HTTP";
            case TCP -> "TCP";
            case DNS -> "DNS";
            case TLS -> "TLS";
            case SENTINEL -> "Sentinel";
            case S3 -> "S3";
            case SMTP -> "SMTP";
            case SNMP -> "SNMP";
            case PING -> "Ping";
            case PROCESS -> "Processes";
            case DOCKER -> "Docker";
            case KUBERNETES -> "Kubernetes";
        };
    }

    /// At most five letters, for the head of a narrow column.
    public static String shortTitle(DependencyKind kind) {
        return switch (kind) {
            case POSTGRESQL -> "PG";
            case PGBOUNCER -> "PGB";
            case DOCKER -> "DOCK";
            case KUBERNETES -> "K8S";
            case SENTINEL -> "SENT";
            case PROCESS -> "PROC";
            case HOST, REDIS, VAULT, HTTP, TCP, DNS, TLS, S3, SMTP, SNMP, PING -> kind.name();
        };
    }
}
