package io.dotmac.server.auth;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/// A range of addresses, written `10.0.0.0/8`, `2001:db8::/32`, or one address alone.
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
record Network(byte[] base, int bits) {
    /// Reads one; empty when it is none.
    static Optional<Network> of(String text) {
        int slash = text.indexOf('/');
        Optional<byte[]> base = address(slash < 0 ? text : text.substring(0, slash));
        if (base.isEmpty()) {
            return Optional.empty();
        }
        int most = 8 * base.get().length;
        String bits = slash < 0 ? Integer.toString(most) : text.substring(slash + 1);
        if (!bits.matches("[0-9]{1,3}") || Integer.parseInt(bits) > most) {
            return Optional.empty();
        }
        return Optional.of(new Network(base.get(), Integer.parseInt(bits)));
    }

    /// Whether the address lies in it; `false` for what is no address.
    boolean contains(String address) {
        return address(address).filter(this::contains).isPresent();
    }

    private boolean contains(byte[] address) {
        if (address.length != base.length) {
            return false;
        }
        int whole = bits / 8;
        if (!Arrays.equals(address, 0, whole, base, 0, whole)) {
            return false;
        }
        int rest = bits % 8;
        int mask = 0xff << (8 - rest);
        return rest == 0 || (address[whole] & mask) == (base[whole] & mask);
    }

    /// The bytes of a literal address; never asks the domain name system.
    private static Optional<byte[]> address(String text) {
        String bare = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        int zone = bare.indexOf('%');
        String literal = zone < 0 ? bare : bare.substring(0, zone);
        boolean four = literal.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
        boolean six = literal.matches("[0-9a-fA-F:.]{2,45}") && literal.contains(":");
        if (!four && !six) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(literal).getAddress());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
