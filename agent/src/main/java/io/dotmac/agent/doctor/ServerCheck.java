package io.dotmac.agent.doctor;

import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.config.ServerConfig;
import io.dotmac.agent.link.LinkFailure;
import io.dotmac.agent.link.Reach;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.net.ssl.SSLException;

/// The way to the platform server: its name, its certificate, its answer, its clock, and whether it knows this node.
final class ServerCheck {
    private static final Duration CLOCK_WARN = Duration.ofSeconds(2);
    private static final Duration CLOCK_FAIL = Duration.ofMinutes(5);
    private static final Duration EXPIRES_SOON = Duration.ofDays(21);

    private final AgentConfig config;
    private final Clock clock;

    ServerCheck(AgentConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    List<Advice> advices() {
        ServerConfig server = config.server();
        if (server == null) {
            return List.of(
                    config.metrics() == null
                            ? Advice.fail(
                                    "server",
                                    "neither server nor metrics is set: nobody would hear of what is found",
                                    "set server.url")
                            : Advice.ok("server", "none: the figures are served here alone"));
        }
        List<Advice> advices = new ArrayList<>();
        try {
            InetAddress address = InetAddress.getByName(server.url().host());
            advices.add(Advice.ok("server name", server.url().host() + " is " + address.getHostAddress()));
        } catch (UnknownHostException e) {
            advices.add(Advice.fail(
                    "server name", server.url().host() + " is not known", "look at /etc/resolv.conf and server.url"));
            return advices;
        }
        if (!server.url().isHttps()) {
            advices.add(Advice.warn(
                    "server encryption", server.url() + " is not encrypted", "use https:// beyond this machine"));
        }
        reach(server, advices);
        return advices;
    }

    private void reach(ServerConfig server, List<Advice> advices) {
        try {
            Instant before = clock.instant();
            Reach.Answer answer = Reach.server(config);
            advices.add(
                    answer.status() < 500
                            ? Advice.ok("server", server.url() + " answers")
                            : Advice.fail(
                                    "server",
                                    server.url() + " answers " + answer.status(),
                                    "look at the server: GET /health/ready tells what it lacks"));
            answer.certificates().stream()
                    .map(X509Certificate::getNotAfter)
                    .min(Date::compareTo)
                    .ifPresent(end -> advices.add(expiry(end.toInstant())));
            answer.date().ifPresent(date -> advices.add(offset(before, date)));
            answer.refusal()
                    .ifPresentOrElse(
                            why -> advices.add(Advice.fail(
                                    "node",
                                    "the server does not accept this node: " + why,
                                    "enrol anew with a fresh token")),
                            () -> {
                                if (answer.accepted()) {
                                    advices.add(Advice.ok("node", "the server accepts it"));
                                }
                            });
        } catch (SSLException e) {
            advices.add(Advice.fail(
                    "server certificate",
                    "not trusted: " + e.getMessage(),
                    "set server.ca-file to the authority's certificate, or use the name that the certificate is for"));
        } catch (IOException e) {
            advices.add(Advice.fail(
                    "server",
                    server.url() + " cannot be reached: " + e.getMessage(),
                    "look at the firewall; only outgoing TCP to port "
                            + server.url().port() + " is needed"));
        } catch (LinkFailure e) {
            advices.add(
                    Advice.fail("server", e.getMessage() == null ? "cannot be tried" : e.getMessage(), "correct it"));
        }
    }

    private Advice expiry(Instant end) {
        Duration left = Duration.between(clock.instant(), end);
        String found = "ends in " + left.toDays() + " days";
        return left.compareTo(EXPIRES_SOON) < 0
                ? Advice.warn("server certificate", found, "renew it")
                : Advice.ok("server certificate", "trusted, " + found);
    }

    /// The header has whole seconds: half of one is added.
    private static Advice offset(Instant before, Instant date) {
        Duration off = Duration.between(date.plusMillis(500), before);
        String found = "%.0f s %s the server's"
                .formatted(Math.abs(off.toMillis() / 1000.0), off.isNegative() ? "behind" : "ahead of");
        if (off.abs().compareTo(CLOCK_FAIL) > 0) {
            return Advice.fail("clock offset", found, "set this machine's clock; the server flags its figures");
        }
        return off.abs().compareTo(CLOCK_WARN) > 0
                ? Advice.warn("clock offset", found, "set this machine's clock by NTP")
                : Advice.ok("clock offset", "within 2 s of the server's");
    }
}
