package io.dotmac.agent.probe.snmp;

import io.dotmac.agent.probe.Finding.Remark;
import io.dotmac.agent.probe.Sample;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.Severity;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snmp4j.smi.Variable;

/// A device's interfaces, by ifTable and, where the device has it, the wider ifXTable. Used by one thread.
final class Interfaces {
    private static final String IF_TABLE = "1.3.6.1.2.1.2.2.1.";
    private static final String IFX_TABLE = "1.3.6.1.2.1.31.1.1.1.";
    private static final int UP = 1;
    private static final int MAX_SHOWN = 64;
    private static final double USUAL_SPEED = 100e9;
    private static final long JUST_STARTED_TICKS = 60_000;

    private final List<String> wanted;
    private final CounterRates rates = new CounterRates();

    /// @param wanted that must be up, by name
    Interfaces(List<String> wanted) {
        this.wanted = wanted;
    }

    /// One reading.
    record Reading(Remark worst, Map<String, String> facts, List<Sample> samples) {}

    Reading read(SnmpTalk talk, long uptimeTicks, String name, String description) throws IOException {
        Map<String, String> facts = new LinkedHashMap<>();
        List<Sample> samples = new ArrayList<>();
        facts.put("name", name);
        facts.put("description", description.length() > 200 ? description.substring(0, 200) : description);
        facts.put("uptime_s", Long.toString(uptimeTicks / 100));
        samples.add(Sample.of("snmp_uptime_seconds", uptimeTicks / 100.0));
        rates.begin(uptimeTicks);
        Map<Integer, Variable> names = talk.column(IFX_TABLE + "1");
        if (names.isEmpty()) {
            names = talk.column(IF_TABLE + "2");
        }
        Map<Integer, Variable> admin = talk.column(IF_TABLE + "7");
        Map<Integer, Variable> state = talk.column(IF_TABLE + "8");
        Map<Integer, Variable> speeds = talk.column(IFX_TABLE + "15");
        Map<Integer, Variable> errors = talk.column(IF_TABLE + "14");
        Octets in = octets(talk, "6", "10");
        Octets out = octets(talk, "10", "16");
        Remark worst = Remark.fine((name.isEmpty() ? "answers" : name) + ", up for " + span(uptimeTicks));
        if (uptimeTicks < JUST_STARTED_TICKS) {
            worst = new Remark(Severity.INFO, null, "started " + span(uptimeTicks) + " ago");
        }
        Set<String> seen = new HashSet<>();
        for (Map.Entry<Integer, Variable> entry : names.entrySet()) {
            int index = entry.getKey();
            String interfaceName = entry.getValue().toString().replaceAll("\\p{Cntrl}", " ");
            seen.add(interfaceName);
            boolean up = number(state, index, 0) == UP;
            if (seen.size() <= MAX_SHOWN) {
                Double speed = speeds.containsKey(index) ? number(speeds, index, 0) * 1e6 : null;
                Double received = rate(in, index, interfaceName + " in", speed);
                Double sent = rate(out, index, interfaceName + " out", speed);
                facts.put("interface " + interfaceName, told(up, speed, received, sent));
                samples.add(Sample.of("ifOperStatus", interfaceName, up ? 1L : 0L));
                add(samples, "ifHCInOctets_rate", interfaceName, received);
                add(samples, "ifHCOutOctets_rate", interfaceName, sent);
                if (errors.containsKey(index)) {
                    samples.add(Sample.of("ifInErrors", interfaceName, number(errors, index, 0)));
                }
            }
            if (!up && wanted.contains(interfaceName)) {
                boolean off = number(admin, index, UP) != UP;
                worst = worst.worse(new Remark(
                        Severity.MAJOR,
                        ErrorClass.REFUSED,
                        "interface " + interfaceName + (off ? " is switched off" : " is down")));
            }
        }
        for (String each : wanted) {
            if (!seen.contains(each)) {
                worst = worst.worse(new Remark(Severity.MAJOR, ErrorClass.PROTOCOL, "there is no interface " + each));
            }
        }
        return new Reading(worst, facts, samples);
    }

    /// A direction's counters, of 64 bits where the device has them.
    private record Octets(Map<Integer, Variable> values, boolean wide) {}

    private static Octets octets(SnmpTalk talk, String wideColumn, String narrowColumn) throws IOException {
        Map<Integer, Variable> wide = talk.column(IFX_TABLE + wideColumn);
        return wide.isEmpty() ? new Octets(talk.column(IF_TABLE + narrowColumn), false) : new Octets(wide, true);
    }

    private @Nullable Double rate(Octets octets, int index, String name, @Nullable Double speed) {
        if (!octets.values().containsKey(index)) {
            return null;
        }
        double most = (speed == null || speed <= 0 ? USUAL_SPEED : speed * 1.5) / 8;
        return rates.rate(name, number(octets.values(), index, 0), octets.wide(), most);
    }

    private static long number(Map<Integer, Variable> column, int index, long otherwise) {
        Variable value = column.get(index);
        try {
            return value == null ? otherwise : value.toLong();
        } catch (UnsupportedOperationException e) {
            // A device that gives a text for a number.
            return otherwise;
        }
    }

    private static void add(List<Sample> samples, String metric, String instance, @Nullable Double value) {
        if (value != null) {
            samples.add(new Sample(metric, instance, value));
        }
    }

    private static String told(boolean up, @Nullable Double speed, @Nullable Double received, @Nullable Double sent) {
        return (up ? "up" : "down")
                + (speed == null || speed <= 0 ? "" : String.format(Locale.ROOT, ", %.0f Mbit/s", speed / 1e6))
                + (received == null ? "" : String.format(Locale.ROOT, ", in %.1f kB/s", received / 1000))
                + (sent == null ? "" : String.format(Locale.ROOT, ", out %.1f kB/s", sent / 1000));
    }

    private static String span(long ticks) {
        Duration length = Duration.ofMillis(ticks * 10);
        if (length.toDays() >= 2) {
            return length.toDays() + " days";
        }
        return length.toHours() >= 2 ? length.toHours() + " h" : length.toMinutes() + " min";
    }
}
