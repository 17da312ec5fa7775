package io.dotmac.agent.probe.dns;

import io.dotmac.agent.config.HostPort;
import io.dotmac.agent.probe.Faults;
import io.dotmac.model.fleet.ErrorClass;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;

/// What one server said over one transport.
///
/// @param server that was asked
/// @param transport `udp` or `tcp`
/// @param error why there is no answer, absent when there is one
/// @param rcode of the answer
/// @param truncated whether the answer did not fit a datagram
/// @param authoritative whether the server speaks for the zone
/// @param values that it gave, of the type that was asked for
/// @param ttl least of them in seconds, absent without any
/// @param serial of a zone's SOA record
/// @param millis that it took
record DnsAnswer(
        HostPort server,
        String transport,
        @Nullable ErrorClass error,
        String rcode,
        boolean truncated,
        boolean authoritative,
        List<String> values,
        @Nullable Long ttl,
        @Nullable Long serial,
        double millis) {
    static DnsAnswer of(HostPort server, String transport, Message message, int type, double millis) {
        List<String> values = new ArrayList<>();
        Long ttl = null;
        Long serial = null;
        for (Record record : message.getSection(Section.ANSWER)) {
            if (record.getType() != type) {
                continue;
            }
            values.add(record.rdataToString());
            ttl = ttl == null ? record.getTTL() : Math.min(ttl, record.getTTL());
            if (record instanceof SOARecord soa) {
                serial = soa.getSerial();
            }
        }
        return new DnsAnswer(
                server,
                transport,
                null,
                Rcode.string(message.getRcode()),
                message.getHeader().getFlag(Flags.TC),
                message.getHeader().getFlag(Flags.AA),
                List.copyOf(values),
                ttl,
                serial,
                millis);
    }

    static DnsAnswer failed(HostPort server, String transport, IOException failure) {
        ErrorClass error =
                failure instanceof java.net.PortUnreachableException ? ErrorClass.REFUSED : Faults.classOf(failure);
        return new DnsAnswer(server, transport, error, "", false, false, List.of(), null, null, 0);
    }

    /// What is wrong with it, for an operator; `null` when nothing is.
    @Nullable String fault(String rcodeWanted, List<String> wanted) {
        ErrorClass failed = error;
        if (failed != null) {
            return failed == ErrorClass.PROTOCOL
                    ? "answers something else than was asked"
                    : Faults.text(failed, server.toString());
        }
        if (!rcode.equals(rcodeWanted)) {
            return "answers " + rcode + ", must answer " + rcodeWanted;
        }
        if (truncated && transport.equals("tcp")) {
            return "cuts its answer short over TCP";
        }
        // A datagram that says that it is cut is right; the whole answer comes over TCP.
        if (truncated || !rcodeWanted.equals("NOERROR")) {
            return null;
        }
        if (values.isEmpty()) {
            return "answers NOERROR, but without a record";
        }
        for (String value : wanted) {
            if (values.stream().noneMatch(given -> alike(given, value))) {
                return "answers " + String.join(", ", values) + ", must answer " + value;
            }
        }
        return null;
    }

    /// A name may or may not end in the root's dot, a text may or may not be quoted.
    private static boolean alike(String given, String wanted) {
        String bare = given.endsWith(".") ? given.substring(0, given.length() - 1) : given;
        return given.equalsIgnoreCase(wanted) || bare.equalsIgnoreCase(wanted) || given.equals('"' + wanted + '"');
    }

    /// For the detail view.
    String told() {
        ErrorClass failed = error;
        if (failed != null) {
            return "no answer: " + failed.name().toLowerCase(java.util.Locale.ROOT);
        }
        return rcode
                + (truncated ? ", truncated" : "")
                + (authoritative ? ", authoritative" : "")
                + ", " + values.size() + (values.size() == 1 ? " record" : " records")
                + (ttl == null ? "" : ", ttl " + ttl + " s")
                + (serial == null ? "" : ", serial " + serial)
                + String.format(java.util.Locale.ROOT, ", %.1f ms", millis);
    }
}
