package io.dotmac.agent.probe;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/// Which addresses a probe has business with.
///
/// Link-local ones lead to cloud metadata services, loopback to services that trust this machine.
///
/// @param loopback whether services of this machine may be asked
public record Reach(boolean loopback) {
    private static final String CLOUD_METADATA_IPV6 = "fd00:ec2:0:0:0:0:0:254";
    private static final int IPV6 = 16;

    /// Whether nothing may be asked there.
    public boolean forbids(InetAddress address) {
        return address.isLinkLocalAddress()
                || address.isAnyLocalAddress()
                || address.isMulticastAddress()
                || address.getHostAddress().equals(CLOUD_METADATA_IPV6)
                || leadsToIpv4(address)
                || (address.isLoopbackAddress() && !loopback);
    }

    /// An address that a translator (64:ff9b::/96) or 6to4 turns into an IPv4 address: what stands behind cannot be
    /// told from here, so it is judged by the address within.
    private static boolean leadsToIpv4(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != IPV6) {
            return false;
        }
        boolean translated = bytes[0] == 0 && bytes[1] == 0x64 && bytes[2] == (byte) 0xff && bytes[3] == (byte) 0x9b;
        boolean sixToFour = bytes[0] == 0x20 && bytes[1] == 0x02;
        if (!translated && !sixToFour) {
            return false;
        }
        try {
            InetAddress within = InetAddress.getByAddress(
                    translated ? Arrays.copyOfRange(bytes, 12, IPV6) : Arrays.copyOfRange(bytes, 2, 6));
            return within.isLinkLocalAddress() || within.isLoopbackAddress() || within.isAnyLocalAddress();
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
