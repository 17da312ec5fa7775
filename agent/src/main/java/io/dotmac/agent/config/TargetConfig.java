package io.dotmac.agent.config;

import io.dotmac.model.fleet.DependencyKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/// One thing that the agent probes.
public sealed interface TargetConfig
        permits TargetConfig.Postgres,
                TargetConfig.Redis,
                TargetConfig.Http,
                TargetConfig.Tcp,
                NetTarget,
                DataTarget,
                ServiceTarget {
    /// What `kind` may be.
    List<String> KINDS = List.of(
            "postgresql",
            "redis",
            "http",
            "tcp",
            "dns",
            "tls",
            "pgbouncer",
            "sentinel",
            "vault",
            "smtp",
            "s3",
            "snmp",
            "ping",
            "process");

    /// How much of TLS PostgreSQL's clients insist on.
    List<String> SSL_MODES = List.of("disable", "prefer", "require", "verify-ca", "verify-full");

    /// Unique on the node.
    String name();

    /// What it is.
    DependencyKind kind();

    /// Between two checks, where the configuration does not say.
    ///
    /// @param health the agent's `health-interval`
    default Duration usualInterval(Duration health) {
        return health;
    }

    /// A PostgreSQL server, primary or standby: which of the two it is, it says itself.
    ///
    /// @param name unique on the node
    /// @param host name or address
    /// @param port usually 5432
    /// @param database to log in to
    /// @param username best a member of `pg_monitor`
    /// @param password absent where the server asks for none
    /// @param sslMode `disable`, `prefer`, `require`, `verify-ca`, `verify-full`
    /// @param standbys that must follow this server, by name; one that is absent is missing
    /// @param limits of its standbys
    record Postgres(
            String name,
            String host,
            int port,
            String database,
            String username,
            @Nullable Secret password,
            String sslMode,
            List<String> standbys,
            LagLimits limits)
            implements TargetConfig {
        @Override
        public DependencyKind kind() {
            return DependencyKind.POSTGRESQL;
        }
    }

    /// A Redis server, primary or replica: which of the two it is, it says itself.
    ///
    /// @param name unique on the node
    /// @param host name or address
    /// @param port usually 6379
    /// @param username of an ACL user, absent for the default user
    /// @param password absent where the server asks for none
    /// @param tls whether to speak TLS
    /// @param replicas how many must follow this server
    /// @param limits of its replicas
    record Redis(
            String name,
            String host,
            int port,
            @Nullable String username,
            @Nullable Secret password,
            boolean tls,
            int replicas,
            LagLimits limits)
            implements TargetConfig {
        @Override
        public DependencyKind kind() {
            return DependencyKind.REDIS;
        }
    }

    /// An HTTP endpoint.
    ///
    /// @param name unique on the node
    /// @param url to get
    /// @param status that it must answer
    /// @param method `GET` or `HEAD`
    /// @param headers to send along
    /// @param body what the first MiB of the answer must hold
    /// @param redirects whether to follow them
    /// @param allowLoopback whether the address may be this machine's own
    /// @param caFile of a private authority; the system's when absent
    /// @param slow from when on an answer is late
    record Http(
            String name,
            HttpUrl url,
            int status,
            String method,
            Map<String, String> headers,
            BodyCheck body,
            boolean redirects,
            boolean allowLoopback,
            @Nullable Path caFile,
            Duration slow)
            implements TargetConfig {
        @Override
        public DependencyKind kind() {
            return DependencyKind.HTTP;
        }
    }

    /// A TCP port.
    ///
    /// @param name unique on the node
    /// @param host name or address
    /// @param port to connect to
    /// @param send what to say first
    /// @param expect what the answer must contain
    record Tcp(
            String name,
            String host,
            int port,
            @Nullable String send,
            @Nullable String expect) implements TargetConfig {
        @Override
        public DependencyKind kind() {
            return DependencyKind.TCP;
        }
    }

    /// Reads one entry of `targets`; `null` when it is beyond use, the violations then say why.
    static @Nullable TargetConfig from(Section section) {
        String name = section.required("name");
        if (!name.isEmpty() && !name.matches("[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}")) {
            section.violation("name", "is " + name + ", must be 1 to 64 letters, digits, '-', '_', '.' or ':'");
        }
        if (Set.of("host", "agent", "docker", "kubernetes").contains(name)) {
            section.violation("name", "is " + name + ", which the agent keeps for itself");
        }
        String kind = section.required("kind").toLowerCase(Locale.ROOT);
        return switch (kind) {
            case "postgresql" -> postgres(section, name);
            case "redis" -> redis(section, name);
            case "http" -> http(section, name);
            case "tcp" -> tcp(section, name);
            case "pgbouncer", "sentinel", "vault" -> DataTarget.from(kind, section, name);
            case "smtp", "s3", "snmp", "ping", "process" -> ServiceTarget.from(kind, section, name);
            case "dns", "tls" -> NetTarget.from(kind, section, name);
            case "" -> null;
            default -> {
                section.violation("kind", "is " + kind + ", must be one of " + String.join(", ", KINDS));
                yield null;
            }
        };
    }

    private static Postgres postgres(Section section, String name) {
        return new Postgres(
                name,
                section.required("host"),
                section.integer("port", 5432, 1, 65_535),
                section.text("database", "postgres"),
                section.required("username"),
                section.secret(),
                section.choice("ssl-mode", "prefer", SSL_MODES),
                List.copyOf(section.texts("standbys")),
                LagLimits.from(section.section("thresholds"), Duration.ofSeconds(10), Duration.ofSeconds(60)));
    }

    private static Redis redis(Section section, String name) {
        return new Redis(
                name,
                section.required("host"),
                section.integer("port", 6379, 1, 65_535),
                section.optional("username"),
                section.secret(),
                section.flag("tls", false),
                section.integer("replicas", 0, 0, 100),
                LagLimits.from(section.section("thresholds"), Duration.ofSeconds(3), Duration.ofSeconds(10)));
    }

    private static @Nullable Http http(Section section, String name) {
        String text = section.required("url");
        HttpUrl url = HttpUrl.parse(text);
        if (url == null && !text.isEmpty()) {
            section.violation("url", "is " + text + ", must start with http:// or https:// and a host");
        }
        int status = section.integer("status", 200, 100, 599);
        String method = section.choice("method", "GET", List.of("GET", "HEAD"));
        Map<String, String> headers = section.pairs("headers");
        BodyCheck body = BodyCheck.from(section);
        boolean redirects = section.flag("follow-redirects", true);
        boolean allowLoopback = section.flag("allow-loopback", false);
        Path caFile = section.readable("ca-file");
        Duration slow =
                section.duration("latency-warn", Duration.ofSeconds(1), Duration.ofMillis(1), Duration.ofMinutes(1));
        return url == null
                ? null
                : new Http(name, url, status, method, headers, body, redirects, allowLoopback, caFile, slow);
    }

    private static Tcp tcp(Section section, String name) {
        return new Tcp(
                name,
                section.required("host"),
                section.integer("port", 0, 1, 65_535),
                section.optional("send"),
                section.optional("expect"));
    }

    /// Refuses names that occur twice.
    ///
    /// @param health the agent's `health-interval`
    /// @param schedules takes how often each is checked, by name
    static List<TargetConfig> all(Section root, Duration health, Map<String, Schedule> schedules) {
        List<TargetConfig> targets = new ArrayList<>();
        for (Section section : root.sections("targets")) {
            TargetConfig target = from(section);
            if (target == null) {
                continue;
            }
            Schedule schedule = Schedule.from(section, target.usualInterval(health));
            section.refuseOthers();
            if (schedules.putIfAbsent(target.name(), schedule) != null) {
                section.violation("name", "is " + target.name() + ", which an earlier target has");
            }
            targets.add(target);
        }
        if (targets.size() > 500) {
            root.violation("targets", "has " + targets.size() + " entries, at most 500");
        }
        return targets;
    }
}
