package io.dotmac.agent.probe.machine;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What neither `/proc` nor the JDK tells, asked of the C library of a 64-bit Linux: how many files a file system can
/// still take, and whether the kernel's clock is kept right. Elsewhere it knows nothing.
@SuppressWarnings("restricted")
final class CLibrary {
    private static final System.Logger LOG = System.getLogger(CLibrary.class.getName());

    /// `struct statvfs`: sizes of a block, then counts.
    private static final long STATVFS_SIZE = 112;

    private static final long FRAGMENT = 8;
    private static final long BLOCKS = 16;
    private static final long BLOCKS_FREE = 24;
    private static final long BLOCKS_AVAILABLE = 32;
    private static final long FILES = 40;
    private static final long FILES_AVAILABLE = 56;

    /// `struct timex`.
    private static final long TIMEX_SIZE = 208;

    private static final long OFFSET = 8;
    private static final long MAX_ERROR = 24;
    private static final long STATUS = 40;
    private static final int UNSYNCHRONISED = 0x40;
    private static final int IN_NANOS = 0x2000;
    private static final double MICRO = 1e-6;
    private static final double NANO = 1e-9;

    private static final @Nullable MethodHandle STATVFS = function("statvfs", 2);
    private static final @Nullable MethodHandle ADJTIMEX = function("adjtimex", 1);

    private CLibrary() {}

    /// What the kernel says of its clock.
    ///
    /// @param synchronised whether something keeps it right
    /// @param offset seconds that it is still to be moved by
    /// @param maxError seconds that it may be wrong at most
    record KernelClock(boolean synchronised, double offset, double maxError) {}

    private static @Nullable MethodHandle function(String name, int pointers) {
        boolean known =
                System.getProperty("os.name", "").equals("Linux") && ValueLayout.ADDRESS.byteSize() == Long.BYTES;
        if (!known) {
            return null;
        }
        FunctionDescriptor descriptor = pointers == 1
                ? FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS)
                : FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS);
        try {
            Linker linker = Linker.nativeLinker();
            return linker.defaultLookup()
                    .find(name)
                    .map(address -> linker.downcallHandle(address, descriptor))
                    .orElse(null);
        } catch (UnsupportedOperationException | IllegalCallerException e) {
            LOG.log(System.Logger.Level.DEBUG, "C library not used function={0} cause={1}", name, e.toString());
            return null;
        }
    }

    /// How full the file system at `path` is; empty where the C library cannot be asked. Blocks for as long as the file
    /// system does.
    static Optional<Space> space(String path) throws IOException {
        if (STATVFS == null) {
            return Optional.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment answer = arena.allocate(STATVFS_SIZE, Long.BYTES);
            if ((int) STATVFS.invokeExact(arena.allocateFrom(path), answer) != 0) {
                throw new IOException("statvfs refused " + path);
            }
            long fragment = longAt(answer, FRAGMENT);
            return Optional.of(new Space(
                    longAt(answer, BLOCKS) * fragment,
                    (longAt(answer, BLOCKS) - longAt(answer, BLOCKS_FREE)) * fragment,
                    longAt(answer, BLOCKS_AVAILABLE) * fragment,
                    longAt(answer, FILES),
                    longAt(answer, FILES_AVAILABLE)));
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    /// The kernel's clock; empty where it does not tell.
    static Optional<KernelClock> clock() {
        if (ADJTIMEX == null) {
            return Optional.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            // No mode is set: it only reads.
            MemorySegment answer = arena.allocate(TIMEX_SIZE, Long.BYTES);
            if ((int) ADJTIMEX.invokeExact(answer) < 0) {
                return Optional.empty();
            }
            int status = answer.get(ValueLayout.JAVA_INT, STATUS);
            double unit = (status & IN_NANOS) == 0 ? MICRO : NANO;
            return Optional.of(new KernelClock(
                    (status & UNSYNCHRONISED) == 0, longAt(answer, OFFSET) * unit, longAt(answer, MAX_ERROR) * MICRO));
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static long longAt(MemorySegment answer, long offset) {
        return answer.get(ValueLayout.JAVA_LONG, offset);
    }
}
