package io.dotmac.agent.link;

import com.fasterxml.jackson.core.type.TypeReference;
import io.dotmac.model.Json;
import io.dotmac.model.report.Gap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/// What was thrown away and is not told yet; survives the process. Used under the spool's lock.
///
/// A gap that travels in a report which lies in memory alone is not told again, but still kept in the file.
final class GapLedger {
    private static final System.Logger LOG = System.getLogger(GapLedger.class.getName());
    private static final int MAX_GAPS = 100;

    private final Path file;
    private final List<Gap> gaps = new ArrayList<>();
    private final List<Gap> travelling = new ArrayList<>();

    GapLedger(Path file) {
        this.file = file;
        try {
            if (Files.exists(file)) {
                gaps.addAll(Json.read(Files.readAllBytes(file), new TypeReference<List<Gap>>() {}));
            }
        } catch (IOException | Json.Malformed e) {
            LOG.log(System.Logger.Level.WARNING, "gaps of an earlier life cannot be read file={0}", file);
        }
    }

    List<Gap> gaps() {
        return List.copyOf(gaps);
    }

    void add(Gap gap) {
        LOG.log(
                System.Logger.Level.WARNING,
                "reports given up cause=\"{0}\" first_seq={1} last_seq={2} samples={3}",
                gap.cause(),
                Long.toString(gap.firstSeq()),
                Long.toString(gap.lastSeq()),
                Long.toString(gap.samples()));
        gaps.add(gap);
        if (gaps.size() > MAX_GAPS) {
            shorten();
        }
        keep();
    }

    /// These travel in a report that lies on disk, or that the server has.
    void safe(List<Gap> told) {
        boolean untold = gaps.removeAll(told);
        boolean away = travelling.removeAll(told);
        if (untold || away) {
            keep();
        }
    }

    /// These travel in a report that lies in memory, which a crash takes with it.
    void unsafe(List<Gap> told) {
        if (gaps.removeAll(told)) {
            travelling.addAll(told);
            keep();
        }
    }

    /// Joins the oldest two of one boot; numbers of two boots do not go together.
    private void shorten() {
        for (int index = 1; index < gaps.size(); index++) {
            if (gaps.get(index).boot().equals(gaps.get(index - 1).boot())) {
                gaps.set(index - 1, Losses.joined(gaps.get(index - 1), gaps.remove(index)));
                return;
            }
        }
        Gap a = gaps.removeFirst();
        Gap b = gaps.removeFirst();
        Gap both = Losses.joined(a, b);
        gaps.addFirst(new Gap(both.from(), both.to(), 1, 1, both.samples(), both.cause()));
    }

    private void keep() {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            List<Gap> all = new ArrayList<>(travelling);
            all.addAll(gaps);
            Files.write(fresh, Json.bytes(all));
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // On a full disk they are told from memory.
            LOG.log(System.Logger.Level.DEBUG, "gaps cannot be kept file={0}", file);
        }
    }
}
