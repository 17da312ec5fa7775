package io.dotmac.agent.probe.machine;

/// How full a file system is, as `df` tells it: what is kept for the superuser counts neither as used nor as free.
///
/// @param bytes of it
/// @param usedBytes that files take
/// @param freeBytes that users can still write
/// @param files it can hold; 0 where it has no such limit, or nobody tells
/// @param freeFiles it can still take
record Space(long bytes, long usedBytes, long freeBytes, long files, long freeFiles) {
    double usedPercent() {
        return share(usedBytes, usedBytes + freeBytes);
    }

    double filesUsedPercent() {
        return share(files - freeFiles, files);
    }

    private static double share(long part, long all) {
        return all <= 0 ? 0 : 100.0 * part / all;
    }
}
