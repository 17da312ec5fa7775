package io.dotmac.server.audit;

import io.dotmac.server.audit.AuditStore.Ends;
import io.dotmac.server.audit.AuditStore.Kept;
import io.dotmac.server.audit.CheckpointFiles.Signed;
import io.dotmac.server.audit.Verification.Fault;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Walks a chain from its oldest row to its end, a thousand rows at a time, and holds it against the signed
/// checkpoints: what was changed, deleted, reordered or cut off after a checkpoint was signed is found. A checkpoint of
/// another database says nothing of this one, and is told as what it is.
final class Verifier {
    private static final int BATCH = 1_000;

    private final AuditStore store;
    private final CheckpointFiles files;
    private final CheckpointKey key;

    Verifier(AuditStore store, CheckpointFiles files, CheckpointKey key) {
        this.store = store;
        this.files = files;
        this.key = key;
    }

    Verification verify(Chain chain) {
        Map<Long, byte[]> heads = new HashMap<>();
        Map<Long, byte[]> floors = new HashMap<>();
        List<Signed> signed = files.read(chain);
        long farthest = 0;
        UUID here = store.database();
        for (Signed one : signed) {
            Checkpoint checkpoint = one.checkpoint();
            boolean good =
                    checkpoint.chain().equals(chain.id()) && key.isSigned(checkpoint.canonical(), one.signatureBytes());
            if (!good) {
                return found(
                        chain,
                        0,
                        0,
                        signed,
                        new Fault(checkpoint.seq(), "has a checkpoint that is not signed by key " + key.id()));
            }
            if (!checkpoint.isOf(here)) {
                return found(chain, 0, 0, signed, new Fault(checkpoint.seq(), "has a checkpoint of another database"));
            }
            (checkpoint.kind().equals(Checkpoint.FLOOR) ? floors : heads).put(checkpoint.seq(), checkpoint.hashBytes());
            farthest = Math.max(farthest, checkpoint.seq());
        }
        Ends ends = store.ends(chain);
        if (ends.floorSeq() > 0 && !Arrays.equals(ends.floorHash(), floors.get(ends.floorSeq()))) {
            return found(
                    chain, 0, 0, signed, new Fault(ends.floorSeq(), "was dropped, and no signed checkpoint says so"));
        }
        return walk(chain, ends, heads, farthest, signed);
    }

    private Verification walk(Chain chain, Ends ends, Map<Long, byte[]> heads, long farthest, List<Signed> signed) {
        byte[] hash = ends.floorHash();
        long last = ends.floorSeq();
        long rows = 0;
        while (true) {
            List<Kept> batch = store.rows(chain, last, BATCH);
            for (Kept kept : batch) {
                Optional<Fault> fault = fault(kept, last, hash, heads);
                if (fault.isPresent()) {
                    return found(chain, rows, last, signed, fault.get());
                }
                hash = kept.hash();
                last = kept.seq();
                rows++;
            }
            if (batch.size() < BATCH) {
                return end(chain, rows, last, hash, farthest, signed);
            }
        }
    }

    private static Optional<Fault> fault(Kept kept, long last, byte[] before, Map<Long, byte[]> heads) {
        if (kept.seq() != last + 1) {
            return Optional.of(new Fault(last + 1, "is missing"));
        }
        if (!Arrays.equals(kept.hash(), Chain.hash(before, kept.row().canonical(), kept.seq()))) {
            return Optional.of(new Fault(kept.seq(), "was changed: it does not match its hash"));
        }
        byte[] expected = heads.get(kept.seq());
        if (expected != null && !Arrays.equals(expected, kept.hash())) {
            return Optional.of(new Fault(kept.seq(), "was rewritten: it is not what was signed"));
        }
        return Optional.empty();
    }

    /// Rows that came while it was walked are beyond the end that it knows, so the end is asked for last.
    private Verification end(Chain chain, long rows, long last, byte[] hash, long farthest, List<Signed> signed) {
        Ends now = store.ends(chain);
        if (farthest > last) {
            return found(
                    chain,
                    rows,
                    last,
                    signed,
                    new Fault(last + 1, "is missing: rows up to " + farthest + " were signed"));
        }
        if (now.seq() < last || (now.seq() == last && !Arrays.equals(now.hash(), hash))) {
            return found(chain, rows, last, signed, new Fault(last, "is not where the chain is said to end"));
        }
        if (now.seq() > last && store.rows(chain, last, 1).isEmpty()) {
            return found(
                    chain, rows, last, signed, new Fault(last + 1, "is missing: the chain has " + now.seq() + " rows"));
        }
        return new Verification(name(chain), true, rows, last, signed.size(), Optional.empty());
    }

    private static Verification found(Chain chain, long rows, long last, List<Signed> signed, Fault fault) {
        return new Verification(name(chain), false, rows, last, signed.size(), Optional.of(fault));
    }

    private static String name(Chain chain) {
        return chain.tenant().map(Object::toString).orElse("platform");
    }
}
