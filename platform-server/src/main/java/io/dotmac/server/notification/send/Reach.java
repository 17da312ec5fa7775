package io.dotmac.server.notification.send;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/// Which addresses receivers may have. Tenants name them, and the server stands where tenants have no business.
public enum Reach {
    /// Those of the public Internet.
    PUBLIC,
    /// Those of private networks as well.
    PRIVATE,
    /// This machine as well.
    ALL;

    private static final byte[] TRANSLATED = {0, 0x64, (byte) 0xff, (byte) 0x9b};
    private static final byte[] SIX_TO_FOUR = {0x20, 0x02};
    private static final byte[] METADATA = {(byte) 0xfd, 0, 0x0e, (byte) 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54
    };

    /// Whether a receiver may have that address. Those of cloud metadata services are out of every reach.
    public boolean allows(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 16 && startsWith(bytes, TRANSLATED)) {
            return allows(within(bytes, 12));
        }
        if (bytes.length == 16 && startsWith(bytes, SIX_TO_FOUR)) {
            return allows(within(bytes, 2));
        }
        if (address.isAnyLocalAddress()
                || address.isMulticastAddress()
                || address.isLinkLocalAddress()
                || Arrays.equals(bytes, METADATA)
                || (bytes.length == 4 && (bytes[0] & 0xff) >= 240)
                || (bytes.length == 4 && bytes[0] == 0)) {
            return false;
        }
        if (address.isLoopbackAddress()) {
            return this == ALL;
        }
        return this != PUBLIC || !isPrivate(address, bytes);
    }

    private static boolean isPrivate(InetAddress address, byte[] bytes) {
        if (address instanceof Inet4Address) {
            boolean shared = bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
            boolean benchmark = (bytes[0] & 0xff) == 198 && (bytes[1] & 0xfe) == 18;
            return address.isSiteLocalAddress() || shared || benchmark;
        }
        return address.isSiteLocalAddress() || (bytes[0] & 0xfe) == 0xfc;
    }

    private static boolean startsWith(byte[] bytes, byte[] start) {
        return Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    }

    private static InetAddress within(byte[] bytes, int from) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
