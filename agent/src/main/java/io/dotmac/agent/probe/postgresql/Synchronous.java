package io.dotmac.agent.probe.postgresql;

import io.dotmac.agent.probe.Finding.Remark;
import io.dotmac.agent.replication.Follower;
import io.dotmac.model.fleet.LinkState;
import io.dotmac.model.fleet.Severity;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whether commits wait for a standby that is not there.
final class Synchronous {
    private static final Pattern COUNTED = Pattern.compile("\\s*(?:first|any)?\\s*([0-9]{1,3})\\s*\\(.*");

    private Synchronous() {}

    /// How many standbys each commit waits for.
    static int required(String names) {
        if (names.isBlank()) {
            return 0;
        }
        Matcher matcher = COUNTED.matcher(names.toLowerCase(Locale.ROOT));
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 1;
    }

    static Remark judge(String names, List<Follower> followers) {
        int required = required(names);
        // A role that may not see states cannot tell whether one is missing.
        if (required == 0 || followers.stream().anyMatch(each -> each.state() == LinkState.UNKNOWN)) {
            return Remark.fine("");
        }
        long there = followers.stream()
                .filter(each -> each.state() != LinkState.CUT)
                .filter(each -> each.sync().equals("sync") || each.sync().equals("quorum"))
                .count();
        return there >= required
                ? Remark.fine("")
                : new Remark(
                        Severity.CRITICAL,
                        null,
                        "commits wait for " + required + " synchronous standby" + (required == 1 ? "" : "s") + ", "
                                + (there == 0 ? "none" : "only " + there) + " is connected");
    }
}
