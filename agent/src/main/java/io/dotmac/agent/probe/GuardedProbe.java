package io.dotmac.agent.probe;

import io.dotmac.model.fleet.UnknownReason;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A probe that the server ordered: before each check it looks where its hosts lead.
///
/// @param probe that is guarded
/// @param reach of it
/// @param hosts that it talks to
/// @param timeout of the look
record GuardedProbe(Probe probe, Reach reach, List<String> hosts, Duration timeout) implements Probe {
    /// The same for a probe that keeps its connection.
    ///
    /// @param link that is guarded
    /// @param guard of it
    record Linked(LinkedProbe link, GuardedProbe guard) implements LinkedProbe {
        @Override
        public Finding check() throws InterruptedException {
            return guard.check();
        }

        @Override
        public void rest(Duration longest) throws InterruptedException {
            link.rest(longest);
        }

        @Override
        public Duration rhythm() {
            return link.rhythm();
        }

        @Override
        public void close() {
            link.close();
        }
    }

    static Probe around(Probe probe, Reach reach, List<String> hosts, Duration timeout) {
        GuardedProbe guard = new GuardedProbe(probe, reach, hosts, timeout);
        return probe instanceof LinkedProbe link ? new Linked(link, guard) : guard;
    }

    @Override
    public Finding check() throws InterruptedException {
        Optional<Finding> refused = refused();
        return refused.isPresent() ? refused.get() : probe.check();
    }

    private Optional<Finding> refused() {
        Deadline deadline = Deadline.in(timeout);
        for (String host : hosts) {
            try {
                for (InetAddress address : deadline.addresses(host)) {
                    if (reach.forbids(address)) {
                        return Optional.of(Finding.unknown(UnknownReason.NOT_CONFIGURED, null, why(host, address)));
                    }
                }
            } catch (IOException e) {
                return Optional.of(Faults.finding(e, host));
            }
        }
        return Optional.empty();
    }

    private static String why(String host, InetAddress address) {
        String leads = address.getHostAddress();
        return (host.equals(leads) ? host : host + " is " + leads + ", which") + " the server may not have probed"
                + (address.isLoopbackAddress() ? " unless the agent's own file has server.allow-loopback: true" : "");
    }

    @Override
    public Duration rhythm() {
        return probe.rhythm();
    }

    @Override
    public void close() {
        probe.close();
    }
}
