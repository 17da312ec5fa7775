package io.dotmac.agent.probe.vault;

import io.dotmac.agent.config.DataTarget;
import io.dotmac.agent.config.Schedule;
import io.dotmac.agent.config.Secret;
import io.dotmac.agent.probe.Deadline;
import io.dotmac.agent.probe.Faults;
import io.dotmac.agent.probe.Finding;
import io.dotmac.agent.probe.Finding.Remark;
import io.dotmac.agent.probe.FreshProbe;
import io.dotmac.agent.probe.Sample;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.UnknownReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/// Vault or OpenBao. Its health needs no token, and its status codes are states: 429 is a healthy standby, not a limit.
public final class VaultProbe extends FreshProbe {
    private static final long TOKEN_SOON_SECONDS = 3_600;
    private static final double TOKEN_SHARE = 0.2;
    private static final int ACTIVE = 200;

    private final DataTarget.Vault target;
    private @Nullable VaultServer servers;

    /// @param schedule how often, and how long each server may take
    public VaultProbe(DataTarget.Vault target, Schedule schedule) {
        super(schedule);
        this.target = target;
    }

    /// One server of the set.
    ///
    /// @param remark what there is to say of it
    /// @param active whether it serves
    /// @param standby whether it would take over
    private record Server(String address, Remark remark, boolean active, boolean standby, double millis) {}

    @Override
    public Finding check() {
        Map<String, String> facts = new LinkedHashMap<>();
        List<Sample> samples = new ArrayList<>();
        try {
            VaultServer asking = servers == null ? new VaultServer(target, timeout()) : servers;
            servers = asking;
            List<Server> all = new ArrayList<>();
            Deadline deadline = Deadline.in(timeout());
            for (HttpUrl url : target.urls()) {
                // One that is silent must leave time for the others.
                asking.within(deadline.share(target.urls().size() - all.size()));
                all.add(ask(asking, url, facts, samples));
            }
            asking.within(deadline);
            return judge(asking, all, facts, samples);
        } catch (IOException | GeneralSecurityException e) {
            return Finding.unknown(UnknownReason.NOT_CONFIGURED, ErrorClass.CERT, "ca-file cannot be used");
        } catch (UncheckedIOException e) {
            return Finding.unknown(UnknownReason.NOT_CONFIGURED, ErrorClass.AUTH, "token-file cannot be read");
        }
    }

    private static Server ask(VaultServer asking, HttpUrl url, Map<String, String> facts, List<Sample> samples) {
        String address = url.host() + ":" + url.port();
        long begun = System.nanoTime();
        try {
            VaultServer.Answer answer = asking.get(url, "sys/health", null);
            double millis = millisSince(begun);
            Server server = server(address, answer, millis);
            facts.put(address, server.remark().text());
            for (String field : List.of("version", "cluster_name", "initialized", "sealed", "standby")) {
                if (!answer.text(field).isEmpty()) {
                    facts.put(address + " " + field, answer.text(field));
                }
            }
            boolean sealed = answer.text("sealed").equals("true");
            samples.add(Sample.of("vault_core_unsealed", address, sealed ? 0L : 1L));
            samples.add(Sample.of("vault_core_active", address, server.active() ? 1L : 0L));
            if (sealed) {
                return new Server(address, unsealing(asking, url, server.remark()), false, false, millis);
            }
            return server;
        } catch (IOException e) {
            ErrorClass error = Faults.classOf(e);
            Remark remark = new Remark(Severity.CRITICAL, error, Faults.text(error, address));
            facts.put(address, remark.text());
            return new Server(address, remark, false, false, 0);
        }
    }

    private static Server server(String address, VaultServer.Answer answer, double millis) {
        if (answer.body() == null || answer.text("initialized").isEmpty()) {
            Remark strange = new Remark(
                    Severity.CRITICAL,
                    ErrorClass.PROTOCOL,
                    address + " answers " + answer.status() + ", but not as Vault");
            return new Server(address, strange, false, false, millis);
        }
        return switch (answer.status()) {
            case ACTIVE -> new Server(address, Remark.fine("active"), true, false, millis);
            case 429 -> new Server(address, Remark.fine("standby"), false, true, millis);
            case 472 -> new Server(address, Remark.fine("disaster recovery secondary"), true, false, millis);
            case 473 -> new Server(address, Remark.fine("performance standby"), false, true, millis);
            case 474 -> broken(address, ErrorClass.REFUSED, "standby that does not reach the active server", millis);
            case 501 -> broken(address, ErrorClass.STARTING_UP, "not initialised", millis);
            case 503 -> broken(address, ErrorClass.STARTING_UP, "sealed", millis);
            case 530 -> broken(address, ErrorClass.REFUSED, "removed from its cluster", millis);
            default -> broken(address, ErrorClass.PROTOCOL, "answers " + answer.status(), millis);
        };
    }

    private static Server broken(String address, ErrorClass error, String what, double millis) {
        return new Server(address, new Remark(Severity.CRITICAL, error, address + ": " + what), false, false, millis);
    }

    /// How far unsealing has come.
    private static Remark unsealing(VaultServer asking, HttpUrl url, Remark sealed) throws IOException {
        VaultServer.Answer seal = asking.get(url, "sys/seal-status", null);
        if (seal.text("t").isEmpty() || seal.text("t").equals("0")) {
            return sealed;
        }
        return new Remark(
                sealed.severity(),
                sealed.error(),
                sealed.text() + ", " + seal.text("progress") + " of " + seal.text("t") + " keys given, seal type "
                        + seal.text("type"));
    }

    private Finding judge(VaultServer asking, List<Server> all, Map<String, String> facts, List<Sample> samples) {
        List<Server> active = all.stream().filter(Server::active).toList();
        long standby = all.stream().filter(Server::standby).count();
        Remark worst = all.stream().map(Server::remark).reduce(Remark.fine(""), Remark::worse);
        if (active.isEmpty()) {
            Remark why = worst.severity() == Severity.CRITICAL
                    ? worst
                    : new Remark(
                            Severity.CRITICAL, ErrorClass.REFUSED, "no server is active, " + standby + " stand by");
            // A lone target may well be a standby: then others are active, and it does its work.
            if (all.size() == 1 && standby == 1) {
                return Finding.answers(Remark.fine("standby"), all.getFirst().millis(), facts, samples, null);
            }
            ErrorClass error = why.error() == null ? ErrorClass.REFUSED : why.error();
            Finding down = Finding.down(error, why.text());
            return new Finding(down.health(), down.severity(), null, error, why.text(), null, facts, samples, null);
        }
        double millis = active.getFirst().millis();
        Remark result = Remark.fine("active"
                + (all.size() == 1 ? "" : " at " + active.getFirst().address() + ", " + standby + " stand by"));
        if (active.size() > 1) {
            result = result.worse(new Remark(
                    Severity.CRITICAL,
                    null,
                    active.size() + " servers are active at once: "
                            + String.join(
                                    ", ", active.stream().map(Server::address).toList())));
        }
        if (worst.severity() == Severity.CRITICAL) {
            result = result.worse(new Remark(Severity.MAJOR, worst.error(), worst.text()));
        }
        if (millis >= target.slow().toMillis()) {
            result = result.worse(new Remark(Severity.MINOR, null, "answers slowly: " + Math.round(millis) + " ms"));
        }
        int index = all.indexOf(active.getFirst());
        result = result.worse(token(asking, target.urls().get(index), facts, samples));
        return Finding.answers(result, millis, facts, samples, null);
    }

    /// A token that runs out is the usual silent outage.
    private Remark token(VaultServer asking, HttpUrl url, Map<String, String> facts, List<Sample> samples) {
        Secret secret = target.token();
        if (secret == null) {
            return Remark.fine("");
        }
        VaultServer.Answer answer;
        try {
            answer = asking.get(url, "auth/token/lookup-self", secret.reveal());
        } catch (IOException e) {
            return new Remark(Severity.MINOR, Faults.classOf(e), "the token cannot be looked up");
        }
        if (answer.status() == 403) {
            return new Remark(Severity.MAJOR, ErrorClass.AUTH, "the token is refused: expired or revoked");
        }
        if (answer.body() == null || answer.status() != 200) {
            return new Remark(Severity.MINOR, ErrorClass.PERMISSION, "the token cannot be looked up");
        }
        long ttl = answer.body().path("data").path("ttl").asLong(0);
        long life = answer.body().path("data").path("creation_ttl").asLong(0);
        boolean ends = !answer.body().path("data").path("expire_time").isNull() && life > 0;
        facts.put("token_ttl_s", ends ? Long.toString(ttl) : "none, does not end");
        if (!ends) {
            return Remark.fine("");
        }
        samples.add(Sample.of("vault_token_ttl_seconds", ttl));
        return ttl < TOKEN_SOON_SECONDS || ttl < TOKEN_SHARE * life
                ? new Remark(Severity.MINOR, ErrorClass.AUTH, "the token ends in " + ttl / 60 + " min: renew it")
                : Remark.fine("");
    }
}
