package io.dotmac.agent.probe.net;

import io.dotmac.agent.probe.Deadline;
import io.dotmac.agent.probe.Reach;
import io.dotmac.agent.probe.TimedSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Resolves a name and refuses addresses that a probe has no business with.
final class Addresses {
    private static final int MOST_HOSTS = 32;

    private final Reach reach;
    private final Map<String, InetAddress> workedByHost = new ConcurrentHashMap<>();

    /// @param allowLoopback whether services of this machine may be asked
    Addresses(boolean allowLoopback) {
        this.reach = new Reach(allowLoopback);
    }

    /// The addresses of a host, which may be written as an address. The one that worked last comes first: a dead one
    /// before it is not waited for each time.
    List<InetAddress> of(String host, Deadline deadline) throws IOException {
        List<InetAddress> addresses = new ArrayList<>(deadline.addresses(host));
        for (InetAddress address : addresses) {
            if (reach.forbids(address)) {
                throw new Forbidden(host, address);
            }
        }
        InetAddress last = workedByHost.get(host);
        if (last != null && addresses.remove(last)) {
            addresses.addFirst(last);
        }
        return addresses;
    }

    /// Connects to the first of its addresses that accepts; each may take its share of the time that is left.
    ///
    /// @param addresses of the host, from [#of(String, Deadline)]
    /// @param begun the check's start, monotonic
    /// @param millis that the check may take
    TimedSocket connect(String host, List<InetAddress> addresses, int port, long begun, long millis)
            throws IOException {
        for (int index = 0; ; index++) {
            InetAddress address = addresses.get(index);
            int share = addresses.size() - index;
            TimedSocket socket = new TimedSocket(begun, millis);
            try {
                socket.connect(address, port, share);
                if (workedByHost.size() >= MOST_HOSTS) {
                    workedByHost.clear(); // Redirects may name another host each time.
                }
                workedByHost.put(host, address);
                return socket;
            } catch (IOException e) {
                socket.close();
                if (share == 1) {
                    throw e;
                }
            }
        }
    }

    /// The name leads where probes may not go.
    static final class Forbidden extends UnknownHostException {
        private final String what;

        Forbidden(String host, InetAddress address) {
            String leads = address.getHostAddress();
            what = (host.equals(leads) ? host : host + " is " + leads + ", which")
                    + " probes may not reach"
                    + (address.isLoopbackAddress() ? " without allow-loopback: true" : "");
        }

        @Override
        public String getMessage() {
            return what;
        }
    }
}
