package io.dotmac.server.platform.job;

import java.util.function.IntConsumer;

/// Does jobs of one kind. A job may be run again after a crash, so doing it twice must do no harm.
public interface JobHandler {
    /// The kind, for good.
    String kind();

    /// Does the job and returns a wire record that tells the outcome; throws when it should be tried again. Long work
    /// looks at the thread's interruption and throws, so that another process may go on.
    ///
    /// @param progress takes percents
    Object run(Job job, IntConsumer progress) throws InterruptedException;
}
