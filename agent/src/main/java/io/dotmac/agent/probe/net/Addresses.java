package io.dotmac.agent.probe.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import okhttp3.Dns;

/// Resolves a name once and refuses addresses that a probe has no business with.
///
/// Link-local ones lead to cloud metadata services, loopback to services that trust this machine.
final class Addresses implements Dns {
    private static final String CLOUD_METADATA_IPV6 = "fd00:ec2:0:0:0:0:0:254";

    private final boolean allowLoopback;
    private final Set<String> single = ConcurrentHashMap.newKeySet();

    /// @param allowLoopback whether services of this machine may be asked
    Addresses(boolean allowLoopback) {
        this.allowLoopback = allowLoopback;
    }

    /// Whether a host has more than one address, as far as is known.
    boolean several(String host) {
        return !single.contains(host);
    }

    @Override
    public List<InetAddress> lookup(String host) throws UnknownHostException {
        List<InetAddress> addresses = Arrays.asList(InetAddress.getAllByName(host));
        for (InetAddress address : addresses) {
            if (address.isLinkLocalAddress()
                    || address.isAnyLocalAddress()
                    || address.isMulticastAddress()
                    || address.getHostAddress().equals(CLOUD_METADATA_IPV6)
                    || leadsToIpv4(address)
                    || (address.isLoopbackAddress() && !allowLoopback)) {
                throw new Forbidden(host, address);
            }
        }
        if (addresses.size() > 1) {
            single.remove(host);
        } else {
            single.add(host);
        }
        return addresses;
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

    /// The client resolves names through [#lookup(String)], but takes an address written as such without asking.
    void checkLiteral(String host) throws UnknownHostException {
        if (host.contains(":") || host.matches("[0-9.]+")) {
            lookup(host);
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
