package io.dotmac.agent.probe.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads the kernel's text files. A file that is absent or unreadable gives nothing.
///
/// @param proc usually `/proc`
record ProcReader(Path proc) {
    private static final Set<String> REAL = Set.of(
            "ext2",
            "ext3",
            "ext4",
            "xfs",
            "btrfs",
            "zfs",
            "f2fs",
            "jfs",
            "nfs",
            "nfs4",
            "cifs",
            "smb3",
            "ceph",
            "glusterfs",
            "fuse.glusterfs",
            "fuse.ceph");

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

    /// What stands between blanks; a regular expression would cost more than all the rest of a reading.
    static String[] fields(String line) {
        List<String> fields = new ArrayList<>();
        int from = -1;
        for (int at = 0; at <= line.length(); at++) {
            boolean blank = at == line.length() || line.charAt(at) == ' ' || line.charAt(at) == '\t';
            if (blank && from >= 0) {
                fields.add(line.substring(from, at));
                from = -1;
            } else if (!blank && from < 0) {
                from = at;
            }
        }
        return fields.toArray(String[]::new);
    }

    Optional<String[]> words(String file) {
        List<String> lines = lines(file);
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of(fields(lines.getFirst())).filter(fields -> fields.length > 0);
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
            String[] words = fields(line);
            if (words.length >= 2 && words[0].endsWith(":")) {
                String name = words[0].substring(0, words[0].length() - 1);
                bytes.put(name, Long.parseLong(words[1]) * (words.length > 2 ? 1024 : 1));
            }
        }
        return bytes;
    }

    /// Bytes, errors and drops by network device, both ways, then packets both ways; loopback left out.
    Map<String, long[]> network() {
        Map<String, long[]> counters = new LinkedHashMap<>();
        for (String line : lines("net/dev")) {
            int colon = line.indexOf(':');
            String device = colon < 0 ? "" : line.substring(0, colon).strip();
            if (device.isEmpty() || device.equals("lo")) {
                continue;
            }
            String[] words = fields(line.substring(colon + 1));
            if (words.length >= 12) {
                counters.put(device, new long[] {
                    Long.parseLong(words[0]),
                    Long.parseLong(words[2]),
                    Long.parseLong(words[3]),
                    Long.parseLong(words[8]),
                    Long.parseLong(words[10]),
                    Long.parseLong(words[11]),
                    Long.parseLong(words[1]),
                    Long.parseLong(words[9])
                });
            }
        }
        return counters;
    }

    /// Mount points of real file systems, here or on another machine, one per device.
    List<Mount> mounts() {
        Map<String, Mount> byDevice = new LinkedHashMap<>();
        for (String line : lines("self/mounts")) {
            String[] words = line.split(" ", -1);
            if (words.length < 3) {
                continue;
            }
            String point = words[1].replace("\\040", " ");
            boolean real = REAL.contains(words[2]);
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
