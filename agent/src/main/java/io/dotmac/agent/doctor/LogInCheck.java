package io.dotmac.agent.doctor;

import io.dotmac.agent.config.AgentConfig;
import io.dotmac.agent.config.TargetConfig;
import io.dotmac.agent.pace.Pace;
import io.dotmac.agent.probe.Finding;
import io.dotmac.agent.probe.Probe;
import io.dotmac.agent.probe.Probes;
import io.dotmac.model.fleet.ErrorClass;
import io.dotmac.model.fleet.UnknownReason;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Whether every target lets the agent in; all are asked at once.
final class LogInCheck {
    private final AgentConfig config;
    private final Clock clock;

    LogInCheck(AgentConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    List<Advice> advices() throws InterruptedException {
        List<Future<Optional<Advice>>> asked = new ArrayList<>();
        try (ExecutorService tasks = Executors.newVirtualThreadPerTaskExecutor()) {
            for (TargetConfig target : config.targets()) {
                asked.add(tasks.submit(() -> advice(target)));
            }
        }
        List<Advice> advices = new ArrayList<>();
        for (Future<Optional<Advice>> each : asked) {
            try {
                each.get().ifPresent(advices::add);
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
        return advices;
    }

    private Optional<Advice> advice(TargetConfig target) throws InterruptedException {
        Pace pace = new Pace(config.interval(), System::nanoTime);
        try (Probe probe = Probes.probe(config, target, pace, clock)) {
            return advice(target, probe.check());
        }
    }

    private static Optional<Advice> advice(TargetConfig target, Finding finding) {
        String subject = target.kind().toString().toLowerCase(Locale.ROOT) + " " + target.name();
        if (finding.reason() == UnknownReason.NOT_CONFIGURED) {
            return Optional.of(Advice.fail(
                    subject,
                    finding.summary(),
                    finding.error() == ErrorClass.AUTH
                            ? "make it readable to the user that the agent runs as"
                            : "allow it in the target, or take the target out"));
        }
        if (finding.reason() == UnknownReason.PERMISSION) {
            return Optional.of(
                    finding.error() == ErrorClass.AUTH
                            ? Advice.fail(subject, finding.summary(), "correct the user and the secret of this target")
                            : Advice.fail(subject, finding.summary(), "grant it to the target's user"));
        }
        return finding.works()
                ? Optional.empty()
                : Optional.of(Advice.warn(
                        subject, finding.summary(), "see to it, or correct the target; dotmac-agent check tells more"));
    }
}
