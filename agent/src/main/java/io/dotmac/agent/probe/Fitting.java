package io.dotmac.agent.probe;

import io.dotmac.model.fleet.DependencyState;
import java.util.Map;
import java.util.TreeMap;

/// Makes what a probe found fit a report, however many masters, mounts or records it names.
public final class Fitting {
    private static final String CUT = "…";

    private Fitting() {}

    /// One line of at most [DependencyState#MAX_SUMMARY] characters, with spaces for what is no character to be seen.
    public static String line(String text) {
        String clean = text.strip();
        if (clean.chars().anyMatch(Character::isISOControl)) {
            StringBuilder line = new StringBuilder(clean.length());
            clean.chars().forEach(each -> line.append(Character.isISOControl(each) ? ' ' : (char) each));
            clean = line.toString();
        }
        if (clean.length() <= DependencyState.MAX_SUMMARY) {
            return clean;
        }
        int end = DependencyState.MAX_SUMMARY - CUT.length();
        return clean.substring(0, Character.isHighSurrogate(clean.charAt(end - 1)) ? end - 1 : end) + CUT;
    }

    /// At most [DependencyState#MAX_FACTS]; `facts_left_out` says how many there are besides.
    public static Map<String, String> facts(Map<String, String> facts) {
        if (facts.size() <= DependencyState.MAX_FACTS) {
            return facts;
        }
        Map<String, String> kept = new TreeMap<>();
        new TreeMap<>(facts)
                .entrySet().stream()
                        .limit(DependencyState.MAX_FACTS - 1)
                        .forEach(fact -> kept.put(fact.getKey(), fact.getValue()));
        kept.put("facts_left_out", Integer.toString(facts.size() - kept.size()));
        return kept;
    }
}
