package io.dotmac.server.auth;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/// Argon2id with the parameters that OWASP recommends; at most two at a time, since each takes 19 MiB and a core.
///
/// Safe for use by several threads.
final class Passwords {
    private static final int MEMORY_KIB = 19_456;
    private static final int ROUNDS = 2;
    private static final int LANES = 1;
    private static final int BYTES = 32;
    private static final int AT_ONCE = 2;

    /// Random bytes in the form of a hash: no password is known for it, and checking one costs as much as any.
    private static final String NOBODY =
            "$argon2id$v=19$m=19456,t=2,p=1$Gse5Pdg/jn09aCP9j//63w" + "$tTOdIvgFeFDwvdz4euZ7BfDxa54Xaly2BWTamivoQd0";

    private final Semaphore permits = new Semaphore(AT_ONCE);

    String hash(String password) {
        return gated(
                () -> Password.hash(password).addRandomSalt(16).with(argon2()).getResult());
    }

    boolean matches(String password, String hash) {
        return gated(() -> Password.check(password, hash).with(Argon2Function.getInstanceFromHash(hash)));
    }

    /// The same where there may be no hash, and no sooner done.
    boolean matches(String password, Optional<String> hash) {
        boolean same = matches(password, hash.orElse(NOBODY));
        return hash.isPresent() && same;
    }

    /// Kept by its library, with the memory it works in.
    private static Argon2Function argon2() {
        return Argon2Function.getInstance(MEMORY_KIB, ROUNDS, LANES, BYTES, Argon2.ID);
    }

    private <T> T gated(java.util.function.Supplier<T> work) {
        permits.acquireUninterruptibly();
        try {
            return work.get();
        } finally {
            permits.release();
        }
    }
}
