package io.dotmac.agent.doctor;

import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.config.ServiceTarget;
import io.dotmac.agent.config.TargetConfig;
import io.dotmac.agent.probe.ping.PingProbe;
import io.dotmac.agent.probe.postgresql.RoleRights;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What targets need of this machine and of their servers: names that resolve, roles that may see enough and no more.
final class TargetCheck {
    private final AgentConfig config;

    TargetCheck(AgentConfig config) {
        this.config = config;
    }

    List<Advice> advices() {
        List<Advice> advices = new ArrayList<>();
        advices.addAll(names());
        for (TargetConfig target : config.targets()) {
            switch (target) {
                case TargetConfig.Postgres postgres -> role(postgres).ifPresent(advices::add);
                case TargetConfig.Redis redis
                when redis.username() == null ->
                    advices.add(Advice.ok(
                            "redis " + redis.name(),
                            "is asked as the default user; one of its own needs only +ping +info"));
                case ServiceTarget.Ping ping
                when ping.port() == 0 && !PingProbe.privileged() ->
                    advices.add(Advice.warn(
                            "ping " + ping.name(),
                            "no right to ICMP: TCP port 7 is asked instead",
                            "set port, or AmbientCapabilities=CAP_NET_RAW in the unit"));
                default -> {
                    // Nothing but its name is needed.
                }
            }
        }
        return advices;
    }

    private List<Advice> names() {
        Set<String> hosts = new LinkedHashSet<>();
        config.targets().forEach(target -> hosts.addAll(Parts.hosts(target)));
        List<Advice> unknown = new ArrayList<>();
        for (String host : hosts) {
            try {
                InetAddress.getByName(host);
            } catch (UnknownHostException e) {
                unknown.add(Advice.fail(
                        "name", host + " is not known", "look at /etc/resolv.conf and at the targets' host or url"));
            }
        }
        return unknown.isEmpty()
                ? List.of(Advice.ok("names", "all " + hosts.size() + " of the targets resolve"))
                : unknown;
    }

    private Optional<Advice> role(TargetConfig.Postgres target) {
        try {
            RoleRights rights = RoleRights.of(target, config.schedule(target).timeout());
            return Optional.of(judged(target, rights));
        } catch (SQLException | UncheckedIOException e) {
            // That it is not let in is told for targets of every kind.
            return Optional.empty();
        }
    }

    private static Advice judged(TargetConfig.Postgres target, RoleRights rights) {
        String subject = "postgresql " + target.name();
        if (!rights.monitor()) {
            return Advice.warn(
                    subject,
                    target.username() + " is no member of pg_monitor: replication and sessions stay unknown",
                    "GRANT pg_monitor TO " + target.username());
        }
        if (rights.superuser()) {
            return Advice.warn(
                    subject,
                    target.username() + " is a superuser, which a probe need not be",
                    "CREATE ROLE dotmac_mon LOGIN CONNECTION LIMIT 5; GRANT pg_monitor TO dotmac_mon");
        }
        if (rights.connectionLimit() >= 0 && rights.connectionLimit() < 3) {
            return Advice.warn(
                    subject,
                    target.username() + " may have " + rights.connectionLimit() + " connections",
                    "ALTER ROLE " + target.username() + " CONNECTION LIMIT 5");
        }
        return Advice.ok(subject, target.username() + " is a member of pg_monitor");
    }
}
