package io.dotmac.server.platform.telemetry;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/// The shape of a failure: classes and lines, no messages.
///
/// @param type class of the failure, and of its root cause if that is another
/// @param place first line of our own code, else the first line
/// @param lines all of it, bounded
record StackOutline(String type, String place, List<String> lines) {
    private static final String OWN = "io.dotmac.";
    private static final int FRAMES = 40;
    private static final int CAUSES = 5;

    static StackOutline of(Throwable failure) {
        List<Throwable> chain = chain(failure);
        List<String> lines = new ArrayList<>();
        for (Throwable one : chain) {
            lines.add((lines.isEmpty() ? "" : "caused by ") + one.getClass().getName());
            StackTraceElement[] frames = one.getStackTrace();
            for (int i = 0; i < Math.min(FRAMES, frames.length); i++) {
                lines.add("  at " + frame(frames[i]));
            }
        }
        String root = chain.getLast().getClass().getName();
        String outer = failure.getClass().getName();
        return new StackOutline(
                outer.equals(root) ? outer : outer + " < " + root, place(chain.getLast()), List.copyOf(lines));
    }

    private static List<Throwable> chain(Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Throwable one = failure; one != null && seen.add(one) && chain.size() < CAUSES; one = one.getCause()) {
            chain.add(one);
        }
        return chain;
    }

    private static String place(Throwable failure) {
        StackTraceElement[] frames = failure.getStackTrace();
        for (StackTraceElement one : frames) {
            if (one.getClassName().startsWith(OWN)) {
                return frame(one);
            }
        }
        return frames.length == 0 ? "unknown" : frame(frames[0]);
    }

    private static String frame(StackTraceElement one) {
        return one.getClassName() + "." + one.getMethodName() + ":" + one.getLineNumber();
    }
}
