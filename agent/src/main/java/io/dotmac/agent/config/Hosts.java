package io.dotmac.agent.config;

import java.util.List;
import okhttp3.HttpUrl;

/// Whom a target's probe talks to.
public final class Hosts {
    private Hosts() {}

    /// Names or addresses; none where the probe looks at this machine alone.
    public static List<String> of(TargetConfig target) {
        return switch (target) {
            case TargetConfig.Postgres postgres -> List.of(postgres.host());
            case TargetConfig.Redis redis -> List.of(redis.host());
            case TargetConfig.Http http -> List.of(http.url().host());
            case TargetConfig.Tcp tcp -> List.of(tcp.host());
            case DataTarget.PgBouncer pooler -> List.of(pooler.host());
            case DataTarget.Sentinel sentinel -> List.of(sentinel.host());
            case DataTarget.Vault vault ->
                vault.urls().stream().map(HttpUrl::host).toList();
            case ServiceTarget.Smtp smtp -> List.of(smtp.host());
            case ServiceTarget.S3 s3 ->
                List.of(
                        s3.pathStyle()
                                ? s3.endpoint().host()
                                : s3.bucket() + "." + s3.endpoint().host());
            case ServiceTarget.Snmp snmp -> List.of(snmp.host());
            case ServiceTarget.Ping ping -> List.of(ping.host());
            case ServiceTarget.Processes _ -> List.of();
            case NetTarget.Dns dns -> dns.servers().stream().map(HostPort::host).toList();
            case NetTarget.Tls tls -> List.of(tls.host());
        };
    }
}
