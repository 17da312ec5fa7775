package io.dotmac.agent.probe.dns;

import io.dotmac.agent.config.HostPort;
import io.dotmac.agent.config.NetTarget;
import io.dotmac.agent.probe.Finding;
import io.dotmac.agent.probe.Finding.Remark;
import io.dotmac.agent.probe.Sample;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Severity;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Judges what all servers said together.
final class DnsVerdict {
    private static final long HALF_OF_SERIALS = 1L << 31;
    private static final int MAX_NAMED = 3;

    private DnsVerdict() {}

    static Finding of(NetTarget.Dns target, List<DnsAnswer> answers) {
        Map<String, String> facts = new LinkedHashMap<>();
        List<Sample> samples = new ArrayList<>();
        Map<HostPort, String> faultByServer = new LinkedHashMap<>();
        Set<HostPort> good = new LinkedHashSet<>();
        ErrorClass error = null;
        double slowest = 0;
        for (DnsAnswer answer : answers) {
            String where = answer.server() + " " + answer.transport();
            if (facts.size() < 90) {
                facts.put(where, answer.told());
            }
            String fault = answer.fault(target.rcode(), target.expect());
            samples.add(new Sample("probe_dns_success", where, fault == null ? 1 : 0));
            if (answer.error() == null) {
                samples.add(new Sample("probe_dns_duration_seconds", where, answer.millis() / 1000));
                slowest = Math.max(slowest, answer.millis());
            }
            if (answer.ttl() != null) {
                samples.add(Sample.of("probe_dns_answer_ttl_seconds", where, answer.ttl()));
            }
            if (answer.serial() != null) {
                samples.add(Sample.of("probe_dns_serial", where, answer.serial()));
            }
            if (fault == null) {
                good.add(answer.server());
                continue;
            }
            error = error == null ? errorOf(answer) : error;
            faultByServer.putIfAbsent(
                    answer.server(),
                    answer.server() + " over " + answer.transport().toUpperCase(java.util.Locale.ROOT) + ": " + fault);
        }
        ErrorClass first = error == null ? ErrorClass.PROTOCOL : error;
        if (good.isEmpty()) {
            Finding down = Finding.down(first, target.query() + ": " + named(faultByServer));
            return new Finding(down.health(), down.severity(), null, first, down.summary(), null, facts, samples, null);
        }
        return Finding.answers(remark(target, answers, faultByServer, good, first), slowest, facts, samples, null);
    }

    private static Remark remark(
            NetTarget.Dns target,
            List<DnsAnswer> answers,
            Map<HostPort, String> faultByServer,
            Set<HostPort> good,
            ErrorClass first) {
        long servers = answers.stream().map(DnsAnswer::server).distinct().count();
        if (!faultByServer.isEmpty()) {
            // A server that is right over one transport alone still serves most.
            boolean half = good.containsAll(faultByServer.keySet());
            String rest = half || servers == 1 ? "" : "; " + good.size() + " of " + servers + " servers are right";
            return new Remark(half ? Severity.MINOR : Severity.MAJOR, first, named(faultByServer) + rest);
        }
        long skew = skew(answers);
        if (skew > target.serialSkew()) {
            return new Remark(Severity.MINOR, null, "the servers' serials of " + target.query() + " differ by " + skew);
        }
        DnsAnswer one = answers.getFirst();
        String what = one.values().isEmpty() ? one.rcode() : one.values().getFirst();
        return Remark.fine(target.type() + " " + target.query() + " is " + shortened(what)
                + (servers == 1 ? "" : ", " + servers + " servers agree"));
    }

    /// By the arithmetic of serial numbers, which wrap.
    private static long skew(List<DnsAnswer> answers) {
        long most = 0;
        for (DnsAnswer one : answers) {
            for (DnsAnswer other : answers) {
                if (one.serial() != null && other.serial() != null) {
                    long ahead = (one.serial() - other.serial()) & 0xFFFF_FFFFL;
                    most = Math.max(most, ahead < HALF_OF_SERIALS ? ahead : 0);
                }
            }
        }
        return most;
    }

    private static ErrorClass errorOf(DnsAnswer answer) {
        ErrorClass error = answer.error();
        if (error != null) {
            return error;
        }
        return answer.rcode().equals("NXDOMAIN") ? ErrorClass.DNS : ErrorClass.PROTOCOL;
    }

    private static String named(Map<HostPort, String> faultByServer) {
        List<String> faults = List.copyOf(faultByServer.values());
        String more = faults.size() > MAX_NAMED ? " and " + (faults.size() - MAX_NAMED) + " more" : "";
        return String.join("; ", faults.subList(0, Math.min(MAX_NAMED, faults.size()))) + more;
    }

    private static String shortened(String text) {
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }
}
