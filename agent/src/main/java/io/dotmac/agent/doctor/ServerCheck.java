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

/// The way to the platform server: its name, its certificate, its answer, its clock, and whether it knows this node.
final class ServerCheck {
    private static final Duration CLOCK_WARN = Duration.ofSeconds(2);
    private static final Duration CLOCK_FAIL = Duration.ofMinutes(5);
    private static final Duration EXPIRES_SOON = Duration.ofDays(21);
    private static final int UNREADY = 503;
    private static final int SERVER_FAULT = 500;
    private static final int TOO_MANY = 429;

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
        try {
            Instant before = clock.instant();
            told(server, Reach.server(config), before, advices);
        } catch (IOException e) {
            advices.add(ReachFaults.advice(server, e));
        } catch (LinkFailure e) {
            advices.add(Advice.fail(
                    "enrolment",
                    e.getMessage() == null ? "cannot be tried" : e.getMessage(),
                    "mint a token in a console and run dotmac-agent enrol --token-file FILE"));
        }
        return advices;
    }

    private void told(ServerConfig server, Reach.Answer answer, Instant before, List<Advice> advices) {
        advices.add(answer(server, answer));
        answer.certificates().stream()
                .map(X509Certificate::getNotAfter)
                .min(Date::compareTo)
                .ifPresent(end -> advices.add(expiry(end.toInstant())));
        if (!answer.platform()) {
            return;
        }
        answer.date().ifPresent(date -> advices.add(offset(before, date)));
        answer.refusal().map(ServerCheck::refused).ifPresent(advices::add);
        if (answer.accepted()) {
            advices.add(Advice.ok("node", "the server accepts it"));
        }
    }

    private static Advice answer(ServerConfig server, Reach.Answer answer) {
        if (answer.movedTo().isPresent()) {
            return Advice.fail(
                    "server",
                    server.url() + " sends on to " + answer.movedTo().get(),
                    "set server.url to where the server itself is");
        }
        if (!answer.platform()) {
            return Advice.fail(
                    "server",
                    server.url() + " answers " + answer.status() + ", but as no platform server does",
                    "correct host and port of server.url");
        }
        return answer.status() == UNREADY
                ? Advice.fail(
                        "server",
                        server.url() + " answers that it is not ready",
                        "GET /health/ready on the server tells what it lacks")
                : Advice.ok("server", server.url() + " answers");
    }

    private static Advice refused(Reach.Refusal refusal) {
        if (refusal.revoked()) {
            return Advice.fail(
                    "node",
                    "it was taken out of service: " + refusal.text(),
                    "to let it in again as the same node, mint a token and run dotmac-agent enrol --token-file FILE");
        }
        return refusal.status() >= SERVER_FAULT || refusal.status() == TOO_MANY
                ? Advice.warn("node", "the server gives no access now: " + refusal.text(), "try again later")
                : Advice.fail(
                        "node",
                        "the server does not know this node or its key: " + refusal.text(),
                        "mint a token there and run dotmac-agent enrol --token-file FILE");
    }

    private Advice expiry(Instant end) {
        Duration left = Duration.between(clock.instant(), end);
        String found = "ends in " + left.toDays() + " days";
        return left.compareTo(EXPIRES_SOON) < 0
                ? Advice.warn("server certificate", found, "renew it on the server")
                : Advice.ok("server certificate", "trusted, " + found);
    }

    /// The header has whole seconds: half of one is added.
    private static Advice offset(Instant before, Instant date) {
        Duration off = Duration.between(date.plusMillis(500), before);
        String found = "this machine is %.0f s %s the server"
                .formatted(Math.abs(off.toMillis() / 1000.0), off.isNegative() ? "behind" : "ahead of");
        if (off.abs().compareTo(CLOCK_FAIL) > 0) {
            return Advice.fail(
                    "clock offset", found, "set whichever is wrong, best by NTP; until then its figures are flagged");
        }
        return off.abs().compareTo(CLOCK_WARN) > 0
                ? Advice.warn("clock offset", found, "set whichever is wrong, best by NTP")
                : Advice.ok("clock offset", "within 2 s of the server's");
    }
}
