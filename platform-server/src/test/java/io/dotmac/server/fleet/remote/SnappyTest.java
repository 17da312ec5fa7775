package io.dotmac.server.fleet.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnappyTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 59, 60, 61, 256, 257, 65_535, 65_536, 65_537, 200_000})
    void whatIsCompressedIsThereAgain(int size) {
        byte[] noise = new byte[size];
        new Random(size).nextBytes(noise);
        byte[] even = "dependency_latency_seconds ".repeat(size / 27 + 1).getBytes(StandardCharsets.UTF_8);

        assertThat(plain(Snappy.compress(noise))).isEqualTo(noise);
        assertThat(plain(Snappy.compress(even))).isEqualTo(even);
        assertThat(Snappy.compress(even).length).isLessThan(40 + even.length / 15);
    }

    /// By the format's description.
    private static byte[] plain(byte[] packed) {
        int at = 0;
        int shift = 0;
        int length = 0;
        int part;
        do {
            part = packed[at++] & 0xff;
            length |= (part & 0x7f) << shift;
            shift += 7;
        } while (part >= 0x80);
        byte[] out = new byte[length];
        int done = 0;
        while (at < packed.length) {
            int tag = packed[at++] & 0xff;
            int count = tag >>> 2;
            if ((tag & 3) == 0) {
                int more = Math.max(0, count - 59);
                for (int i = 0; i < more; i++) {
                    count = (i == 0 ? 0 : count) | ((packed[at++] & 0xff) << (8 * i));
                }
                System.arraycopy(packed, at, out, done, count + 1);
                at += count + 1;
            } else {
                int back = (packed[at] & 0xff) | ((packed[at + 1] & 0xff) << 8);
                at += 2;
                for (int i = 0; i <= count; i++) {
                    out[done + i] = out[done + i - back];
                }
            }
            done += count + 1;
        }
        assertThat(done).isEqualTo(length);
        return out;
    }
}
