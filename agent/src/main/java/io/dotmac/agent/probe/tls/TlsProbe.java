package io.dotmac.agent.probe.tls;

import io.dotmac.agent.config.NetTarget;
import io.dotmac.agent.config.Schedule;
import io.dotmac.agent.probe.Faults;
import io.dotmac.agent.probe.Finding;
import io.dotmac.agent.probe.Finding.Remark;
import io.dotmac.agent.probe.FreshProbe;
import io.dotmac.agent.probe.Sample;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Health;
import io.dotmac.model.fleet.Severity;
import io.dotmac.model.fleet.UnknownReason;
import java.io.IOException;
import java.net.ProtocolException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A served certificate chain: how long it lasts, for whom it is, whether a strict client finds its way to an
/// authority.
public final class TlsProbe extends FreshProbe {
    private static final Duration LOOKED_AT_ANEW = Duration.ofMinutes(1);
    private static final Duration SHORT_LIVED = Duration.ofDays(30);

    private final NetTarget.Tls target;
    private final Clock clock;
    private final String address;

    private @Nullable Verified last;

    /// A chain as it was found, by whom it was to be trusted.
    private record Verified(ServedChain chain, Trust trust, Instant at) {
        boolean holds(List<X509Certificate> served, Trust by, Instant now) {
            return trust == by
                    && !now.isBefore(at)
                    && now.isBefore(at.plus(LOOKED_AT_ANEW))
                    && chain.served().equals(served);
        }
    }

    /// @param schedule how often, and how long a handshake may take
    public TlsProbe(NetTarget.Tls target, Schedule schedule, Clock clock) {
        super(schedule);
        this.target = target;
        this.clock = clock;
        this.address = target.host() + ":" + target.port();
    }

    @Override
    public Finding check() {
        long begun = System.nanoTime();
        try {
            Handshake handshake = Handshake.with(target, begun, timeout().toMillis());
            double latency = millisSince(begun);
            Instant now = clock.instant();
            return judge(handshake, verified(handshake.chain(), Trust.of(target.caFile()), now), latency, now);
        } catch (ProtocolException e) {
            return Finding.down(ErrorClass.PROTOCOL, address + " " + e.getMessage());
        } catch (IOException e) {
            return Faults.finding(e, address);
        } catch (GeneralSecurityException e) {
            return Finding.unknown(
                    UnknownReason.NOT_CONFIGURED,
                    ErrorClass.CERT,
                    "trusted authorities cannot be read: " + e.getMessage());
        }
    }

    /// The same chain needs no other look for some time: its signatures take longer to verify than the handshake.
    private ServedChain verified(List<X509Certificate> chain, Trust trust, Instant now) {
        Verified known = last;
        if (known == null || !known.holds(chain, trust, now)) {
            known = new Verified(ServedChain.of(chain, trust.anchors(), now), trust, now);
            last = known;
        }
        return known.chain;
    }

    private Finding judge(Handshake handshake, ServedChain chain, double latency, Instant now) {
        X509Certificate leaf = chain.served().getFirst();
        X509Certificate first = ServedChain.earliest(chain.needed());
        List<String> names = SubjectNames.of(leaf);
        Map<String, String> facts = facts(handshake, chain, names);
        List<Sample> samples = samples(handshake, chain);
        String fault = fault(chain, leaf, first, names, now);
        if (fault != null) {
            return new Finding(
                    Health.DOWN, Severity.CRITICAL, null, ErrorClass.CERT, fault, null, facts, samples, null);
        }
        Remark worst = expiry(first, now)
                .worse(chain.expiredExtra(now).map(each -> extra(each, now)).orElse(Remark.fine("")));
        if (handshake.protocol().compareTo(target.minProtocol()) < 0) {
            worst = worst.worse(new Remark(
                    Severity.MINOR,
                    ErrorClass.TLS_HANDSHAKE,
                    "speaks " + handshake.protocol() + " at best, must speak " + target.minProtocol()));
        }
        return Finding.answers(worst, latency, facts, samples, null);
    }

    private @Nullable String fault(
            ServedChain chain, X509Certificate leaf, X509Certificate first, List<String> names, Instant now) {
        Instant end = first.getNotAfter().toInstant();
        if (now.isAfter(end)) {
            return "certificate " + ServedChain.name(first.getSubjectX500Principal()) + " expired "
                    + span(Duration.between(end, now)) + " ago";
        }
        if (now.isBefore(leaf.getNotBefore().toInstant())) {
            return "certificate is not valid before " + leaf.getNotBefore().toInstant();
        }
        if (!SubjectNames.match(names, target.serverName())) {
            return "certificate is for "
                    + (names.isEmpty() ? "no name" : String.join(", ", names.subList(0, Math.min(3, names.size()))))
                    + ", not for " + target.serverName();
        }
        return chain.fault();
    }

    /// Old clients stumble over it, others pass it by.
    private static Remark extra(X509Certificate certificate, Instant now) {
        return new Remark(
                Severity.MINOR,
                ErrorClass.CERT,
                "serves " + ServedChain.name(certificate.getSubjectX500Principal()) + " of "
                        + ServedChain.name(certificate.getIssuerX500Principal()) + " besides, which expired "
                        + span(Duration.between(certificate.getNotAfter().toInstant(), now)) + " ago");
    }

    /// A certificate that never lives long is judged by its own life.
    private Remark expiry(X509Certificate first, Instant now) {
        Duration left = Duration.between(now, first.getNotAfter().toInstant());
        Duration life = ServedChain.lifetime(first);
        boolean brief = life.compareTo(SHORT_LIVED) < 0;
        Duration warn = brief ? life.dividedBy(3) : target.warn();
        Duration critical = brief ? life.dividedBy(6) : target.critical();
        String text = "certificate " + ServedChain.name(first.getSubjectX500Principal()) + " ends in " + span(left);
        if (left.compareTo(critical) < 0) {
            return new Remark(Severity.MAJOR, ErrorClass.CERT, text);
        }
        return left.compareTo(warn) < 0
                ? new Remark(Severity.MINOR, ErrorClass.CERT, text)
                : Remark.fine("valid for another " + span(left));
    }

    private static Map<String, String> facts(Handshake handshake, ServedChain chain, List<String> names) {
        X509Certificate leaf = chain.served().getFirst();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("protocol", handshake.protocol());
        facts.put("cipher", handshake.cipher());
        facts.put("ocsp_staple", handshake.stapled() ? "yes" : "no");
        facts.put("subject", ServedChain.name(leaf.getSubjectX500Principal()));
        facts.put("issuer", ServedChain.name(leaf.getIssuerX500Principal()));
        facts.put("names", String.join(", ", names.subList(0, Math.min(10, names.size()))));
        facts.put("signature", leaf.getSigAlgName());
        facts.put("not_before", leaf.getNotBefore().toInstant().toString());
        facts.put("not_after", leaf.getNotAfter().toInstant().toString());
        facts.put("served", Integer.toString(chain.served().size()));
        facts.put(
                "earliest_not_after",
                ServedChain.earliest(chain.served()).getNotAfter().toInstant().toString());
        facts.put("verified", chain.verified().isEmpty() ? "no" : "yes");
        if (!chain.verified().isEmpty()) {
            facts.put(
                    "verified_not_after",
                    ServedChain.earliest(chain.verified())
                            .getNotAfter()
                            .toInstant()
                            .toString());
        }
        return facts;
    }

    private static List<Sample> samples(Handshake handshake, ServedChain chain) {
        List<Sample> samples = new ArrayList<>();
        samples.add(Sample.of("probe_ssl_earliest_cert_expiry", epochSeconds(chain.served())));
        if (!chain.verified().isEmpty()) {
            samples.add(Sample.of("probe_ssl_last_chain_expiry_timestamp_seconds", epochSeconds(chain.verified())));
        }
        samples.add(new Sample("probe_tls_version_info", handshake.protocol(), 1));
        return samples;
    }

    private static double epochSeconds(List<X509Certificate> chain) {
        return ServedChain.earliest(chain).getNotAfter().toInstant().getEpochSecond();
    }

    private static String span(Duration length) {
        if (length.toDays() >= 2) {
            return length.toDays() + " days";
        }
        return length.toHours() >= 2 ? length.toHours() + " h" : length.toMinutes() + " min";
    }
}
