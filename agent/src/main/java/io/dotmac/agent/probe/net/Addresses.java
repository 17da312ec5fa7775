package io.dotmac.agent.probe.net;

import io.dotmac.agent.probe.Deadline;
import io.dotmac.agent.probe.TimedSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Resolves a name and refuses addresses that a probe has no business with.
///
/// Link-local ones lead to cloud metadata services, loopback to services that trust this machine.
final class Addresses {
    private static final String CLOUD_METADATA_IPV6 = "fd00:ec2:0:0:0:0:0:254";
    private static final int MOST_HOSTS = 32;

    private final boolean allowLoopback;
    private final Map<String, InetAddress> workedByHost = new ConcurrentHashMap<>();

    /// @param allowLoopback whether services of this machine may be asked
    Addresses(boolean allowLoopback) {
        this.allowLoopback = allowLoopback;
    }

    /// The addresses of a host, which may be written as an address. The one that worked last comes first: a dead one
    /// before it is not waited for each time.
    List<InetAddress> of(String host, Deadline deadline) throws IOException {
        List<InetAddress> addresses = new ArrayList<>(deadline.addresses(host));
        for (InetAddress address : addresses) {
            if (forbidden(address)) {
                throw new Forbidden(host, address);
            }
        }
        InetAddress last = workedByHost.get(host);
        if (last != null && addresses.remove(last)) {
            addresses.addFirst(last);
        }
        return addresses;
    }

    private boolean forbidden(InetAddress address) throws UnknownHostException {
        return address.isLinkLocalAddress()
                || address.isAnyLocalAddress()
                || address.isMulticastAddress()
                || address.getHostAddress().equals(CLOUD_METADATA_IPV6)
                || leadsToIpv4(address)
                || (address.isLoopbackAddress() && !allowLoopback);
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

    /// An address that a translator (64:ff9b::/96) or 6to4 turns into an IPv4 address: what stands behind cannot be
    /// told from here, so it is judged by the address within.
    private static boolean leadsToIpv4(InetAddress address) throws UnknownHostException {
        byte[] bytes = address.getAddress();
        if (bytes.length != 16) {
            return false;
        }
        boolean translated = bytes[0] == 0 && bytes[1] == 0x64 && bytes[2] == (byte) 0xff && bytes[3] == (byte) 0x9b;
        boolean sixToFour = bytes[0] == 0x20 && bytes[1] == 0x02;
        if (!translated && !sixToFour) {
            return false;
        }
        InetAddress within = InetAddress.getByAddress(
                translated ? Arrays.copyOfRange(bytes, 12, 16) : Arrays.copyOfRange(bytes, 2, 6));
        return within.isLinkLocalAddress() || within.isLoopbackAddress() || within.isAnyLocalAddress();
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
