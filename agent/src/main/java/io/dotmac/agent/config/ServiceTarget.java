package io.dotmac.agent.config;

import io.dotmac.model.fleet.DependencyKind;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/// A service or a device around the platform, and the processes of the machine itself.
public sealed interface ServiceTarget extends TargetConfig {
    /// A mail server.
    ///
    /// @param name unique on the node
    /// @param host name or address
    /// @param port usually 25, with `implicit` TLS 465
    /// @param tls `none`, `starttls` or `implicit`
    /// @param username to log in as, absent for no log-in; needs TLS
    /// @param password of that user
    record Smtp(
            String name,
            String host,
            int port,
            String tls,
            @Nullable String username,
            @Nullable Secret password) implements ServiceTarget {
        @Override
        public DependencyKind kind() {
            return DependencyKind.SMTP;
        }

        @Override
        public Duration usualInterval(Duration health) {
            return Duration.ofSeconds(30);
        }
    }

    /// A bucket of an object store that speaks S3.
    ///
    /// @param name unique on the node
    /// @param endpoint of the store
    /// @param bucket to ask for
    /// @param object in it, absent to ask for the bucket alone
    /// @param region of the bucket
    /// @param accessKey names the key
    /// @param secretKey signs
    /// @param pathStyle whether the bucket stands in the path rather than in the host's name
    /// @param slow from when on an answer is late
    record S3(
            String name,
            HttpUrl endpoint,
            String bucket,
            @Nullable String object,
            String region,
            String accessKey,
            Secret secretKey,
            boolean pathStyle,
            Duration slow)
            implements ServiceTarget {
        @Override
        public DependencyKind kind() {
            return DependencyKind.S3;
        }

        @Override
        public Duration usualInterval(Duration health) {
            return Duration.ofSeconds(30);
        }
    }

    /// A device that speaks SNMP.
    ///
    /// @param name unique on the node
    /// @param host name or address
    /// @param port usually 161
    /// @param version `2c` or `3`
    /// @param community of version 2c
    /// @param user of version 3, absent for 2c
    /// @param interfaces that must be up, by name
    record Snmp(
            String name,
            String host,
            int port,
            String version,
            @Nullable Secret community,
            @Nullable SnmpUser user,
            List<String> interfaces)
            implements ServiceTarget {
        @Override
        public DependencyKind kind() {
            return DependencyKind.SNMP;
        }

        @Override
        public Duration usualInterval(Duration health) {
            return Duration.ofSeconds(30);
        }
    }

    /// Who asks by SNMP version 3.
    ///
    /// @param name of the user
    /// @param authProtocol `SHA`, `SHA256` or `SHA512`
    /// @param authPassword absent for a user without one
    /// @param privProtocol `AES` or `AES256`
    /// @param privPassword absent where nothing is encrypted
    record SnmpUser(
            String name,
            String authProtocol,
            @Nullable Secret authPassword,
            String privProtocol,
            @Nullable Secret privPassword) {}

    /// An address that must be there.
    ///
    /// @param name unique on the node
    /// @param host name or address
    /// @param port to ask by TCP, 0 for ICMP
    /// @param count of tries
    /// @param slow from when on an answer is late
    record Ping(String name, String host, int port, int count, Duration slow) implements ServiceTarget {
        @Override
        public DependencyKind kind() {
            return DependencyKind.PING;
        }

        @Override
        public Duration usualInterval(Duration health) {
            return Duration.ofSeconds(5);
        }
    }

    /// Processes of the agent's own machine; all that is set must hold.
    ///
    /// @param name unique on the node
    /// @param program name of the program
    /// @param pattern that must be found in the command line
    /// @param unit of systemd
    /// @param min of processes that there must be
    /// @param max of processes that are meant, 0 for any number
    record Processes(
            String name,
            @Nullable String program,
            @Nullable Pattern pattern,
            @Nullable String unit,
            int min,
            int max) implements ServiceTarget {
        @Override
        public DependencyKind kind() {
            return DependencyKind.PROCESS;
        }

        @Override
        public Duration usualInterval(Duration health) {
            return Duration.ofSeconds(10);
        }

        /// What is looked for, in words.
        public String described() {
            return ((program == null ? "" : "named " + program + " ")
                            + (pattern == null ? "" : "run as " + pattern + " ")
                            + (unit == null ? "" : "of unit " + unit))
                    .strip();
        }
    }

    /// Reads one of these kinds.
    static @Nullable ServiceTarget from(String kind, Section section, String name) {
        return switch (kind) {
            case "smtp" -> smtp(section, name);
            case "s3" -> s3(section, name);
            case "snmp" -> snmp(section, name);
            case "ping" ->
                new Ping(
                        name,
                        section.required("host"),
                        section.integer("port", 0, 0, 65_535),
                        section.integer("count", 3, 1, 10),
                        section.duration(
                                "latency-warn", Duration.ofMillis(500), Duration.ofMillis(1), Duration.ofMinutes(1)));
            case "process" -> processes(section, name);
            default -> null;
        };
    }

    private static Smtp smtp(Section section, String name) {
        String tls = section.choice("tls", "none", List.of("none", "starttls", "implicit"));
        String username = section.optional("username");
        if (username != null && tls.equals("none")) {
            section.violation("username", "needs tls to be starttls or implicit: a password must not go in the clear");
        }
        return new Smtp(
                name,
                section.required("host"),
                section.integer("port", tls.equals("implicit") ? 465 : 25, 1, 65_535),
                tls,
                username,
                section.secret());
    }

    private static @Nullable S3 s3(Section section, String name) {
        String text = section.required("endpoint");
        HttpUrl endpoint = HttpUrl.parse(text);
        if (endpoint == null && !text.isEmpty()) {
            section.violation("endpoint", "is " + text + ", must start with http:// or https:// and a host");
        }
        String bucket = section.required("bucket");
        String object = section.optional("object");
        String region = section.text("region", "us-east-1");
        String accessKey = section.required("access-key");
        Secret secretKey = section.secret("secret-key");
        if (secretKey == null) {
            section.violation("secret-key", "is missing");
        }
        boolean pathStyle = section.flag("path-style", true);
        Duration slow =
                section.duration("latency-warn", Duration.ofSeconds(1), Duration.ofMillis(1), Duration.ofMinutes(1));
        return endpoint == null || secretKey == null
                ? null
                : new S3(name, endpoint, bucket, object, region, accessKey, secretKey, pathStyle, slow);
    }

    private static Snmp snmp(Section section, String name) {
        String version = section.choice("version", "2c", List.of("2c", "3"));
        Secret community = section.secret("community");
        String username = section.optional("username");
        if (version.equals("2c") && community == null) {
            section.violation("community", "is missing");
        }
        if (version.equals("3") && username == null) {
            section.violation("username", "is missing");
        }
        SnmpUser user = new SnmpUser(
                username == null ? "" : username,
                section.choice("auth-protocol", "SHA", List.of("SHA", "SHA256", "SHA512")),
                section.secret("auth-password"),
                section.choice("priv-protocol", "AES", List.of("AES", "AES256")),
                section.secret("priv-password"));
        if (user.privPassword() != null && user.authPassword() == null) {
            section.violation("priv-password", "needs auth-password");
        }
        return new Snmp(
                name,
                section.required("host"),
                section.integer("port", 161, 1, 65_535),
                version,
                community,
                version.equals("3") && username != null ? user : null,
                List.copyOf(section.texts("interfaces")));
    }

    private static Processes processes(Section section, String name) {
        String program = section.optional("program");
        String unit = section.optional("unit");
        Pattern pattern = section.pattern("command-matches");
        if (program == null && unit == null && !section.has("command-matches")) {
            section.violation("program", "is missing: set program, command-matches or unit");
        }
        return new Processes(
                name,
                program,
                pattern,
                unit,
                section.integer("min", 1, 0, 100_000),
                section.integer("max", 0, 0, 100_000));
    }
}
