package io.dotmac.agent.probe.machine;

/// How full a file system is.
///
/// @param bytes of it
/// @param freeBytes that users can still write
/// @param files it can hold; 0 where it has no such limit, or nobody tells
/// @param freeFiles it can still take
record Space(long bytes, long freeBytes, long files, long freeFiles) {
    double usedPercent() {
        return used(bytes, freeBytes);
    }

    double filesUsedPercent() {
        return used(files, freeFiles);
    }

    private static double used(long all, long free) {
        return all <= 0 ? 0 : 100.0 * (all - free) / all;
    }
}
