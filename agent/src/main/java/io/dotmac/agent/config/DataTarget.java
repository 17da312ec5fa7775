package io.dotmac.agent.config;

import io.dotmac.model.fleet.DependencyKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/// A service that stands beside the databases: a pooler, a watchdog, a keeper of secrets.
public sealed interface DataTarget extends TargetConfig {
    /// A PgBouncer pooler, asked through its administration console.
    ///
    /// @param name unique on the node
    /// @param host name or address
    /// @param port usually 6432
    /// @param username one of `stats_users`
    /// @param password absent where the pooler asks for none
    /// @param tls whether to insist on TLS with a verified certificate
    /// @param waitWarn how long a client may wait for a server connection
    record PgBouncer(
            String name,
            String host,
            int port,
            String username,
            @Nullable Secret password,
            boolean tls,
            Duration waitWarn)
            implements DataTarget {
        @Override
        public DependencyKind kind() {
            return DependencyKind.PGBOUNCER;
        }
    }

    /// A Redis Sentinel.
    ///
    /// @param name unique on the node
    /// @param host name or address
    /// @param port usually 26379
    /// @param username of an ACL user, absent for the default user
    /// @param password absent where the server asks for none
    /// @param tls whether to speak TLS
    /// @param masters that it must watch; all that it knows when empty
    record Sentinel(
            String name,
            String host,
            int port,
            @Nullable String username,
            @Nullable Secret password,
            boolean tls,
            List<String> masters)
            implements DataTarget {
        @Override
        public DependencyKind kind() {
            return DependencyKind.SENTINEL;
        }
    }

    /// Vault or OpenBao: one server, or all of a cluster.
    ///
    /// @param name unique on the node
    /// @param urls of the servers
    /// @param caFile of a private authority; the system's when absent
    /// @param token whose end is watched, absent when none is
    /// @param slow from when on an answer is late
    record Vault(
            String name,
            List<HttpUrl> urls,
            @Nullable Path caFile,
            @Nullable Secret token,
            Duration slow) implements DataTarget {
        @Override
        public DependencyKind kind() {
            return DependencyKind.VAULT;
        }
    }

    /// Reads one of these kinds.
    static @Nullable DataTarget from(String kind, Section section, String name) {
        return switch (kind) {
            case "pgbouncer" -> pgBouncer(section, name);
            case "sentinel" -> sentinel(section, name);
            case "vault" -> vault(section, name);
            default -> null;
        };
    }

    private static PgBouncer pgBouncer(Section section, String name) {
        return new PgBouncer(
                name,
                section.required("host"),
                section.integer("port", 6432, 1, 65_535),
                section.required("username"),
                section.secret(),
                section.flag("tls", false),
                section.duration("wait-warn", Duration.ofSeconds(1), Duration.ofMillis(10), Duration.ofMinutes(10)));
    }

    private static Sentinel sentinel(Section section, String name) {
        return new Sentinel(
                name,
                section.required("host"),
                section.integer("port", 26_379, 1, 65_535),
                section.optional("username"),
                section.secret(),
                section.flag("tls", false),
                List.copyOf(section.texts("masters")));
    }

    private static Vault vault(Section section, String name) {
        List<HttpUrl> urls = new ArrayList<>();
        for (String text : section.texts("urls")) {
            HttpUrl url = HttpUrl.parse(text);
            if (url == null) {
                section.violation("urls", "has " + text + ", must start with http:// or https:// and a host");
            } else {
                urls.add(url);
            }
        }
        if (urls.isEmpty() && !section.has("urls")) {
            section.violation("urls", "is missing");
        }
        return new Vault(
                name,
                List.copyOf(urls),
                section.readable("ca-file"),
                section.secret("token"),
                section.duration("latency-warn", Duration.ofSeconds(1), Duration.ofMillis(1), Duration.ofMinutes(1)));
    }
}
