package io.dotmac.server.fleet.remote;

import java.io.ByteArrayOutputStream;

/// Snappy's block format, which remote write asks for: matches of at least four bytes within 64 KiB, found by a table
/// of
/// hashes; all else as it is.
final class Snappy {
    private static final int BLOCK = 1 << 16;
    private static final int TABLE_BITS = 14;
    private static final int LEAST = 4;
    private static final int MOST = 64;
    private static final int MULTIPLIER = 0x1e35a7bd;

    private Snappy() {}

    static byte[] compress(byte[] plain) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 2 + 32);
        int left = plain.length;
        while (left >= 0x80) {
            out.write(left | 0x80);
            left >>>= 7;
        }
        out.write(left);
        for (int from = 0; from < plain.length; from += BLOCK) {
            block(plain, from, Math.min(plain.length, from + BLOCK), out);
        }
        return out.toByteArray();
    }

    private static void block(byte[] plain, int from, int to, ByteArrayOutputStream out) {
        int[] table = new int[1 << TABLE_BITS];
        int told = from;
        int at = from;
        while (at + LEAST <= to) {
            int hash = (word(plain, at) * MULTIPLIER) >>> (32 - TABLE_BITS);
            int before = table[hash] - 1;
            table[hash] = at + 1;
            if (before < from || word(plain, before) != word(plain, at)) {
                at++;
                continue;
            }
            int length = LEAST;
            while (at + length < to && plain[before + length] == plain[at + length]) {
                length++;
            }
            literal(plain, told, at, out);
            copy(at - before, length, out);
            at += length;
            told = at;
        }
        literal(plain, told, to, out);
    }

    private static void literal(byte[] plain, int from, int to, ByteArrayOutputStream out) {
        int length = to - from;
        if (length == 0) {
            return;
        }
        int less = length - 1;
        if (less < 60) {
            out.write(less << 2);
        } else if (less < 1 << 8) {
            out.write(60 << 2);
            out.write(less);
        } else {
            out.write(61 << 2);
            out.write(less);
            out.write(less >>> 8);
        }
        out.write(plain, from, length);
    }

    private static void copy(int back, int length, ByteArrayOutputStream out) {
        int left = length;
        while (left > 0) {
            int some = Math.min(left, MOST);
            out.write(((some - 1) << 2) | 2);
            out.write(back);
            out.write(back >>> 8);
            left -= some;
        }
    }

    private static int word(byte[] bytes, int at) {
        return (bytes[at] & 0xff)
                | ((bytes[at + 1] & 0xff) << 8)
                | ((bytes[at + 2] & 0xff) << 16)
                | ((bytes[at + 3] & 0xff) << 24);
    }
}
