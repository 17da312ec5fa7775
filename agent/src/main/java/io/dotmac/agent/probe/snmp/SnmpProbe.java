package io.dotmac.agent.probe.snmp;

import io.dotmac.agent.config.Schedule;
import io.dotmac.agent.config.ServiceTarget;
import io.dotmac.agent.probe.Deadline;
import io.dotmac.agent.probe.Faults;
import io.dotmac.agent.probe.Finding;
import io.dotmac.agent.probe.FreshProbe;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.UnknownReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.snmp4j.PDU;

/// A device that speaks SNMP: whether it answers, since when it runs, and what passes its interfaces.
public final class SnmpProbe extends FreshProbe {
    private static final String UPTIME = "1.3.6.1.2.1.1.3.0";
    private static final String NAME = "1.3.6.1.2.1.1.5.0";
    private static final String DESCRIPTION = "1.3.6.1.2.1.1.1.0";

    private final ServiceTarget.Snmp target;
    private final String address;
    private final Interfaces interfaces;

    /// @param schedule how often, and how long a check may take
    public SnmpProbe(ServiceTarget.Snmp target, Schedule schedule) {
        super(schedule);
        this.target = target;
        this.address = target.host() + ":" + target.port();
        this.interfaces = new Interfaces(target.interfaces());
    }

    @Override
    public Finding check() {
        long begun = System.nanoTime();
        try (SnmpTalk talk = SnmpTalk.open(target, Deadline.of(begun, timeout().toMillis()))) {
            PDU answer = talk.get(List.of(UPTIME, NAME, DESCRIPTION));
            double millis = millisSince(begun);
            if (!talk.refusal().isEmpty()) {
                return Finding.unknown(
                        UnknownReason.PERMISSION, ErrorClass.AUTH, address + " refuses: " + talk.refusal());
            }
            if (answer == null) {
                return Finding.down(
                        ErrorClass.TIMEOUT, "no answer from " + address + " in time: away" + orWrongSecret());
            }
            if (answer.getErrorStatus() != PDU.noError) {
                return Finding.down(ErrorClass.PROTOCOL, address + " answers " + answer.getErrorStatusText());
            }
            long uptime = answer.get(0).getVariable().toLong();
            Interfaces.Reading reading =
                    interfaces.read(talk, uptime, SnmpTalk.text(answer.get(1)), SnmpTalk.text(answer.get(2)));
            return Finding.answers(reading.worst(), millis, reading.facts(), reading.samples(), null);
        } catch (IOException e) {
            return Faults.finding(e, address);
        } catch (UnsupportedOperationException e) {
            return Finding.down(ErrorClass.PROTOCOL, address + " does not tell since when it runs");
        } catch (UncheckedIOException e) {
            return Finding.unknown(UnknownReason.NOT_CONFIGURED, ErrorClass.AUTH, "a password's file cannot be read");
        }
    }

    /// A device keeps silent on a wrong community, and many do on a message that they cannot decrypt.
    private String orWrongSecret() {
        if (target.user() == null) {
            return ", or another community";
        }
        return target.user().privPassword() == null ? "" : ", or another priv-password";
    }
}
