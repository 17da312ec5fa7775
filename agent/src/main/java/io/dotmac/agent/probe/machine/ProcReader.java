package io.dotmac.agent.probe.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reads the kernel's text files. A file that is absent or unreadable gives nothing.
///
/// @param proc usually `/proc`
record ProcReader(Path proc) {
    boolean present() {
        return Files.isReadable(proc.resolve("stat"));
    }

    List<String> lines(String file) {
        try {
            return Files.readAllLines(proc.resolve(file));
        } catch (IOException e) {
            // Not every kernel has every file.
            return List.of();
        }
    }

    Optional<String[]> words(String file) {
        return lines(file).stream().findFirst().map(line -> line.strip().split("\\s+", -1));
    }

    /// user nice system idle iowait irq softirq steal, in ticks.
    Optional<long[]> cpuTicks() {
        return words("stat")
                .filter(words -> words.length >= 9 && words[0].equals("cpu"))
                .map(words -> {
                    long[] ticks = new long[8];
                    for (int index = 0; index < ticks.length; index++) {
                        ticks[index] = Long.parseLong(words[index + 1]);
                    }
                    return ticks;
                });
    }

    /// Bytes by name.
    Map<String, Long> memory() {
        Map<String, Long> bytes = new LinkedHashMap<>();
        for (String line : lines("meminfo")) {
            String[] words = line.split("[:\\s]+", -1);
            if (words.length >= 2) {
                bytes.put(words[0], Long.parseLong(words[1]) * (words.length > 2 ? 1024 : 1));
            }
        }
        return bytes;
    }

    /// Bytes, errors and drops by network device, both ways, loopback left out.
    Map<String, long[]> network() {
        Map<String, long[]> counters = new LinkedHashMap<>();
        for (String line : lines("net/dev")) {
            int colon = line.indexOf(':');
            String device = colon < 0 ? "" : line.substring(0, colon).strip();
            if (device.isEmpty() || device.equals("lo")) {
                continue;
            }
            String[] words = line.substring(colon + 1).strip().split("\\s+", -1);
            if (words.length >= 12) {
                counters.put(device, new long[] {
                    Long.parseLong(words[0]),
                    Long.parseLong(words[2]),
                    Long.parseLong(words[3]),
                    Long.parseLong(words[8]),
                    Long.parseLong(words[10]),
                    Long.parseLong(words[11])
                });
            }
        }
        return counters;
    }

    /// Mount points of real file systems, one per device. Network file systems are left out: a dead one hangs.
    List<Mount> mounts() {
        Map<String, Mount> byDevice = new LinkedHashMap<>();
        for (String line : lines("self/mounts")) {
            String[] words = line.split(" ", -1);
            if (words.length < 3) {
                continue;
            }
            String point = words[1].replace("\\040", " ");
            boolean real = List.of("ext2", "ext3", "ext4", "xfs", "btrfs", "zfs", "f2fs", "jfs")
                    .contains(words[2]);
            boolean root = point.equals("/") && !words[2].equals("rootfs");
            if (real || root) {
                byDevice.putIfAbsent(words[0], new Mount(point, words[2]));
            }
        }
        return new ArrayList<>(byDevice.values());
    }

    /// Where a file system hangs.
    record Mount(String point, String type) {}
}
