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
final class GapLedger {
    private static final System.Logger LOG = System.getLogger(GapLedger.class.getName());
    private static final int MAX_GAPS = 100;

    private final Path file;
    private final List<Gap> gaps = new ArrayList<>();

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
            gaps.addFirst(joined(gaps.removeFirst(), gaps.removeFirst()));
        }
        keep();
    }

    /// These now travel in a report of their own.
    void told(List<Gap> told) {
        if (!told.isEmpty() && gaps.removeAll(told)) {
            keep();
        }
    }

    private static Gap joined(Gap a, Gap b) {
        return new Gap(
                a.from().isBefore(b.from()) ? a.from() : b.from(),
                a.to().isAfter(b.to()) ? a.to() : b.to(),
                Math.min(a.firstSeq(), b.firstSeq()),
                Math.max(a.lastSeq(), b.lastSeq()),
                a.samples() + b.samples(),
                a.cause());
    }

    private void keep() {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.write(fresh, Json.bytes(gaps));
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // On a full disk they are told from memory.
            LOG.log(System.Logger.Level.DEBUG, "gaps cannot be kept file={0}", file);
        }
    }
}
